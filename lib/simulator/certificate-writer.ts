import {
  bitString,
  boolean,
  der,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from "./der-writer";
import { derSignature, type EcdsaHash, type SigningKey } from "./signing-key";

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** DER of the extension's value, without the OCTET STRING around it. */
  readonly value: Uint8Array;
}

/** Everything that a certificate says; a test changes one member of a good one. */
export interface CertificateSpec {
  /** 2 means v3 (RFC 5280, 4.1.2.1). */
  readonly version: number;
  readonly serial: bigint;
  /** DER of a Name. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly key: SigningKey;
  readonly extensions: readonly Extension[];
  readonly signer: SigningKey;
  readonly hash: EcdsaHash;
  /** The hash that the outer signatureAlgorithm names; differs from `hash` only in a broken certificate. */
  readonly statedHash?: EcdsaHash;
  /** Last change to r‖s before it is written. */
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
}

const hashOids = { "SHA-256": "1.2.840.10045.4.3.2", "SHA-384": "1.2.840.10045.4.3.3" } as const;

export function ecdsaAlgorithm(hash: EcdsaHash): Uint8Array {
  return sequence(objectIdentifier(hashOids[hash]));
}

/** RFC 5280, 4.1: TBSCertificate, algorithm, signature. */
export async function writeCertificate(spec: CertificateSpec): Promise<Uint8Array> {
  const tbs = sequence(
    explicit(0, integer(spec.version)),
    integer(spec.serial),
    ecdsaAlgorithm(spec.hash),
    spec.issuer,
    sequence(time(spec.notBefore), time(spec.notAfter)),
    spec.subject,
    spec.key.spki,
    ...(spec.extensions.length === 0 ? [] : [explicit(3, writeExtensions(spec.extensions))]),
  );
  return writeSigned({ tbs, ...spec });
}

/** The outer SEQUENCE that certificates and CRLs share. */
export async function writeSigned(signed: {
  readonly tbs: Uint8Array;
  readonly signer: SigningKey;
  readonly hash: EcdsaHash;
  readonly statedHash?: EcdsaHash;
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
}): Promise<Uint8Array> {
  const signature = await signed.signer.sign(signed.tbs, signed.hash);
  const written = signed.changeSignature?.(signature) ?? signature;
  return sequence(
    signed.tbs,
    ecdsaAlgorithm(signed.statedHash ?? signed.hash),
    bitString(derSignature(written)),
  );
}

export function writeExtensions(extensions: readonly Extension[]): Uint8Array {
  return sequence(
    ...extensions.map(({ oid, critical, value }) =>
      sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value)),
    ),
  );
}

export const EXTENSION_OIDS = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  crlNumber: "2.5.29.20",
  deltaCrlIndicator: "2.5.29.27",
  issuingDistributionPoint: "2.5.29.28",
  crlDistributionPoints: "2.5.29.31",
  authorityKeyIdentifier: "2.5.29.35",
} as const;

export function basicConstraints(isCa: boolean, pathLength?: number): Extension {
  const value = sequence(
    ...(isCa ? [boolean(true)] : []),
    ...(pathLength === undefined ? [] : [integer(pathLength)]),
  );
  return { oid: EXTENSION_OIDS.basicConstraints, critical: true, value };
}

/** Bit positions of RFC 5280, 4.2.1.3. */
export const KEY_USAGE_BITS = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyCertSign: 5,
  crlSign: 6,
} as const;

export function keyUsage(...usages: readonly (keyof typeof KEY_USAGE_BITS)[]): Extension {
  const bits: readonly number[] = usages.map((usage) => KEY_USAGE_BITS[usage]);
  const byte = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  const unused = 7 - Math.max(...bits);
  return {
    oid: EXTENSION_OIDS.keyUsage,
    critical: true,
    value: bitString(Uint8Array.of(byte), unused),
  };
}

export function subjectKeyIdentifier(keyId: Uint8Array): Extension {
  return {
    oid: EXTENSION_OIDS.subjectKeyIdentifier,
    critical: false,
    value: octetString(keyId),
  };
}

export function authorityKeyIdentifier(keyId: Uint8Array): Extension {
  return {
    oid: EXTENSION_OIDS.authorityKeyIdentifier,
    critical: false,
    value: sequence(implicit(0, keyId)),
  };
}

export function crlDistributionPoint(url: string): Extension {
  const fullName = explicit(0, implicit(6, new TextEncoder().encode(url)));
  return {
    oid: EXTENSION_OIDS.crlDistributionPoints,
    critical: false,
    value: sequence(sequence(explicit(0, fullName))),
  };
}

const nameOids = {
  CN: "2.5.4.3",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  O: "2.5.4.10",
  OU: "2.5.4.11",
} as const;

/** A Name of one attribute per RDN, in the given order. */
export function distinguishedName(
  ...attributes: readonly (readonly [keyof typeof nameOids, string])[]
): Uint8Array {
  return sequence(
    ...attributes.map(([type, text]) =>
      setOf(
        sequence(
          objectIdentifier(nameOids[type]),
          // RFC 5280, appendix A.1: the country is a PrintableString.
          type === "C" ? der(0x13, new TextEncoder().encode(text)) : utf8String(text),
        ),
      ),
    ),
  );
}
