import type { AmdProduct, AmdSigner } from "@/lib/trust/endorsement-source";
import { SIMULATION_ORGANIZATION } from "@/lib/trust/trust-anchors";
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoint,
  distinguishedName,
  keyUsage,
  subjectKeyIdentifier,
  writeExtensions,
  type Extension,
} from "../certificate-writer";
import { crlNumber } from "../crl-writer";
import { explicit, integer, sequence, time } from "../der-writer";
import { createSigningKey, type SigningKey } from "../signing-key";
import {
  AMD_SCHEME,
  createRsaKey,
  rsaAlgorithm,
  writeRsaSigned,
  type RsaScheme,
  type RsaSigningKey,
} from "./rsa-key";

/** The keys of a simulated AMD. Every product has certificates of its own for the same three keys. */
export interface AmdPki {
  readonly subtle: SubtleCrypto;
  readonly keys: {
    readonly ark: RsaSigningKey;
    /** The key of the chip: what a VCEK or VLEK certifies. */
    readonly chip: SigningKey;
    /** Belongs to nobody: for signatures that must not be accepted. */
    readonly stranger: SigningKey;
    /** A chip key on the wrong curve. */
    readonly p256: SigningKey;
  };
  /** ASK or ASVK; each made when it is first needed, because that takes a second. */
  issuer(signer: AmdSigner): Promise<RsaSigningKey>;
}

/** Makes the keys; some seconds, so tests share one. `subtle` defaults to the platform's WebCrypto. */
export async function createAmdPki(
  subtle: SubtleCrypto = globalThis.crypto.subtle,
): Promise<AmdPki> {
  const [ark, chip, stranger, p256] = await Promise.all([
    createRsaKey(subtle),
    createSigningKey(subtle, "P-384"),
    createSigningKey(subtle, "P-384"),
    createSigningKey(subtle, "P-256"),
  ]);
  const issuers = new Map<AmdSigner, Promise<RsaSigningKey>>();
  return {
    subtle,
    keys: { ark, chip, stranger, p256 },
    issuer(signer) {
      const known = issuers.get(signer);
      if (known) return known;
      const made = createRsaKey(subtle);
      issuers.set(signer, made);
      return made;
    },
  };
}

/** Names as AMD spells them, but for the organization, which says that it is a simulation. */
export function amdName(commonName: string): Uint8Array {
  return distinguishedName(
    ["OU", "Engineering"],
    ["C", "US"],
    ["L", "Santa Clara"],
    ["ST", "CA"],
    ["O", SIMULATION_ORGANIZATION],
    ["CN", commonName],
  );
}

export function issuerName(signer: AmdSigner, product: AmdProduct): string {
  return signer === "vcek" ? `SEV-${product}` : `SEV-VLEK-${product}`;
}

/** Everything that a certificate of this PKI says; a test changes one member of a good one. */
export interface AmdCertificateSpec {
  readonly serial: bigint;
  /** DER of a Name. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly signer: RsaSigningKey;
  readonly scheme: RsaScheme;
  /** What the certificate says that it was signed with, both times; differs only in a broken one. */
  readonly statedScheme?: RsaScheme;
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
}

/** RFC 5280, 4.1, version 3. */
export async function writeAmdCertificate(spec: AmdCertificateSpec): Promise<Uint8Array> {
  const stated = spec.statedScheme ?? spec.scheme;
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(spec.serial),
    rsaAlgorithm(stated),
    spec.issuer,
    sequence(time(spec.notBefore), time(spec.notAfter)),
    spec.subject,
    spec.spki,
    explicit(3, writeExtensions(spec.extensions)),
  );
  return writeRsaSigned({ ...spec, tbs, stated });
}

const CA_SCHEME: RsaScheme = { ...AMD_SCHEME, withTrailer: true };
const KDS = "https://kdsintf.amd.com";

export const AMD_SERIALS = { ark: 0x10000n, vcek: 0x10001n, vlek: 0x10002n } as const;

export function arkSpec({ keys }: AmdPki, product: AmdProduct): AmdCertificateSpec {
  const name = amdName(`ARK-${product}`);
  return {
    serial: AMD_SERIALS.ark,
    issuer: name,
    subject: name,
    notBefore: "2020-10-22T17:23:05Z",
    notAfter: "2045-10-22T17:23:05Z",
    spki: keys.ark.spki,
    signer: keys.ark,
    scheme: CA_SCHEME,
    extensions: [
      keyUsage("keyCertSign", "crlSign"),
      subjectKeyIdentifier(keys.ark.keyId),
      basicConstraints(true),
      crlDistributionPoint(`${KDS}/vcek/v1/${product}/crl`),
    ],
  };
}

/** ASK for a VCEK, ASVK for a VLEK. */
export async function askSpec(
  pki: AmdPki,
  signer: AmdSigner,
  product: AmdProduct,
): Promise<AmdCertificateSpec> {
  const key = await pki.issuer(signer);
  return {
    serial: AMD_SERIALS[signer],
    issuer: amdName(`ARK-${product}`),
    subject: amdName(issuerName(signer, product)),
    notBefore: "2020-10-22T18:24:20Z",
    notAfter: "2045-10-22T18:24:20Z",
    spki: key.spki,
    signer: pki.keys.ark,
    scheme: CA_SCHEME,
    extensions: [
      subjectKeyIdentifier(key.keyId),
      authorityKeyIdentifier(pki.keys.ark.keyId),
      basicConstraints(true, 0),
      keyUsage("keyCertSign"),
      crlDistributionPoint(`${KDS}/${signer}/v1/${product}/crl`),
    ],
  };
}

export interface AmdCrlSpec {
  /** DER of a Name. */
  readonly issuer: Uint8Array;
  /** ISO 8601, UTC. */
  readonly thisUpdate: string;
  readonly nextUpdate: string | null;
  readonly revoked: readonly bigint[];
  readonly extensions: readonly Extension[];
  readonly signer: RsaSigningKey;
  readonly scheme: RsaScheme;
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
}

export function crlSpec(
  { keys }: AmdPki,
  product: AmdProduct,
  window: { readonly thisUpdate: string; readonly nextUpdate: string },
): AmdCrlSpec {
  return {
    issuer: amdName(`ARK-${product}`),
    ...window,
    // Somebody else's ASK: a list need not be empty.
    revoked: [0x20002n],
    extensions: [crlNumber(1), authorityKeyIdentifier(keys.ark.keyId)],
    signer: keys.ark,
    scheme: CA_SCHEME,
  };
}

/** RFC 5280, 5.1, version 2. */
export async function writeAmdCrl(spec: AmdCrlSpec): Promise<Uint8Array> {
  const entries = spec.revoked.map((serial) => sequence(integer(serial), time(spec.thisUpdate)));
  const tbs = sequence(
    integer(1),
    rsaAlgorithm(spec.scheme),
    spec.issuer,
    time(spec.thisUpdate),
    ...(spec.nextUpdate === null ? [] : [time(spec.nextUpdate)]),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    ...(spec.extensions.length === 0 ? [] : [explicit(0, writeExtensions(spec.extensions))]),
  );
  return writeRsaSigned({ ...spec, tbs, stated: spec.scheme });
}
