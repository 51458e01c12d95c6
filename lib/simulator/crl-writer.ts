import {
  authorityKeyIdentifier,
  ecdsaAlgorithm,
  EXTENSION_OIDS,
  writeExtensions,
  writeSigned,
  type Extension,
} from "./certificate-writer";
import { der, explicit, integer, sequence, time } from "./der-writer";
import type { EcdsaHash, SigningKey } from "./signing-key";

export interface CrlSpec {
  /** 1 means v2 (RFC 5280, 5.1.2.1); null leaves the field out, which is v1. */
  readonly version: number | null;
  /** DER of a Name. */
  readonly issuer: Uint8Array;
  /** ISO 8601, UTC. */
  readonly thisUpdate: string;
  readonly nextUpdate: string | null;
  /** Serial numbers; bytes are the content of the INTEGER as it stands, also when that is not minimal. */
  readonly revoked: readonly (bigint | Uint8Array)[];
  readonly extensions: readonly Extension[];
  readonly signer: SigningKey;
  readonly hash: EcdsaHash;
  readonly statedHash?: EcdsaHash;
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
}

export function crlNumber(number: number): Extension {
  return { oid: EXTENSION_OIDS.crlNumber, critical: false, value: integer(number) };
}

/** The two extensions that Intel's lists carry. */
export function crlExtensions(number: number, issuerKeyId: Uint8Array): readonly Extension[] {
  return [crlNumber(number), authorityKeyIdentifier(issuerKeyId)];
}

/** RFC 5280, 5.1. */
export async function writeCrl(spec: CrlSpec): Promise<Uint8Array> {
  const entries = spec.revoked.map((serial) =>
    sequence(
      typeof serial === "bigint" ? integer(serial) : der(0x02, serial),
      time(spec.thisUpdate),
    ),
  );
  const tbs = sequence(
    ...(spec.version === null ? [] : [integer(spec.version)]),
    ecdsaAlgorithm(spec.hash),
    spec.issuer,
    time(spec.thisUpdate),
    ...(spec.nextUpdate === null ? [] : [time(spec.nextUpdate)]),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    ...(spec.extensions.length === 0 ? [] : [explicit(0, writeExtensions(spec.extensions))]),
  );
  return writeSigned({ tbs, ...spec });
}
