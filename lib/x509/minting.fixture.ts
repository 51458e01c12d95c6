import "reflect-metadata";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
  type Extension,
} from "@peculiar/x509";
import { parseCertificate, type Certificate } from "./certificate";

/** Test certificates, made with another implementation than the one under test. */
export interface MintedKey {
  readonly pair: CryptoKeyPair;
  readonly name: string;
}

const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" };
export const mintedFrom = new Date("2024-01-01T00:00:00Z");
export const mintedUntil = new Date("2034-01-01T00:00:00Z");

export async function mintKey(name: string, namedCurve = "P-256"): Promise<MintedKey> {
  const algorithm = { name: "ECDSA", namedCurve };
  const pair = await globalThis.crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return { pair, name };
}

export const caUsage = KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign;
export const leafUsage = KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;

export interface MintOptions {
  readonly subject: MintedKey;
  readonly issuer: MintedKey;
  readonly issuerName?: string;
  readonly isCa?: boolean;
  readonly pathLength?: number;
  /** Null leaves the extension out. */
  readonly usage?: KeyUsageFlags | null;
  readonly serialNumber?: string;
  readonly hash?: string;
  readonly authorityKey?: MintedKey;
  readonly extensions?: readonly Extension[];
}

export async function mintDer(options: MintOptions): Promise<Uint8Array> {
  const { subject, issuer, isCa = false, usage = isCa ? caUsage : leafUsage } = options;
  const authorityKey = (options.authorityKey ?? issuer).pair.publicKey;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: options.serialNumber ?? "01f0",
    subject: subject.name,
    issuer: options.issuerName ?? issuer.name,
    notBefore: mintedFrom,
    notAfter: mintedUntil,
    signingAlgorithm: { ...signingAlgorithm, hash: options.hash ?? "SHA-256" },
    signingKey: issuer.pair.privateKey,
    publicKey: subject.pair.publicKey,
    extensions: [
      new BasicConstraintsExtension(isCa, options.pathLength, true),
      ...(usage === null ? [] : [new KeyUsagesExtension(usage, true)]),
      await SubjectKeyIdentifierExtension.create(subject.pair.publicKey),
      await AuthorityKeyIdentifierExtension.create(authorityKey),
      ...(options.extensions ?? []),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

export async function mint(options: MintOptions): Promise<Certificate> {
  const parsed = parseCertificate(await mintDer(options), "CERT_CHAIN_INVALID");
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.value;
}

export async function mintCrl(options: {
  readonly issuer: MintedKey;
  readonly revoked?: readonly string[];
  readonly nextUpdate?: Date;
  readonly extensions?: readonly Extension[];
}): Promise<Uint8Array> {
  const crl = await X509CrlGenerator.create({
    issuer: options.issuer.name,
    thisUpdate: mintedFrom,
    ...(options.nextUpdate === undefined ? {} : { nextUpdate: options.nextUpdate }),
    signingAlgorithm,
    signingKey: options.issuer.pair.privateKey,
    entries: (options.revoked ?? []).map((serialNumber) => ({
      serialNumber,
      revocationDate: mintedFrom,
      reason: X509CrlReason.keyCompromise, // without one the library writes an empty list of extensions
    })),
    extensions: [...(options.extensions ?? [])],
  });
  return new Uint8Array(crl.rawData);
}
