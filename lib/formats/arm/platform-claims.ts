import { readCbor } from "@/lib/bytes/cbor";
import { fail, ok, type Result } from "@/lib/rats/result";
import { ClaimReader } from "./claim-reader";
import { HASH_SIZES, readSoftwareComponents, type SoftwareComponent } from "./software-components";

/** draft-ffm-rats-cca-token-00 section 4.3.1, and what platforms said before it. */
export const CCA_PLATFORM_PROFILES = {
  current: "tag:arm.com,2023:cca_platform#1.0.0",
  legacy: "http://arm.com/CCA-SSD/1.0.0",
} as const;

/** What a CCA platform says of itself; nothing of it is verified. */
export interface PlatformClaims {
  readonly profile: keyof typeof CCA_PLATFORM_PROFILES;
  /** Digest of the realm's attestation key. */
  readonly challenge: Uint8Array;
  readonly implementationId: Uint8Array;
  readonly instanceId: Uint8Array;
  readonly config: Uint8Array;
  readonly lifecycle: number;
  readonly softwareComponents: readonly SoftwareComponent[];
  readonly verificationService: string | null;
  readonly hashAlgorithm: string;
}

export const IMPLEMENTATION_ID_BYTES = 32;
/** A type byte and 32 random bytes (RFC 9711 section 4.2.1, UEID type RAND). */
export const INSTANCE_ID_BYTES = 33;
const UEID_RAND = 0x01;

/** draft-ffm-rats-cca-token section 4.3 to 4.6. */
export function readPlatformClaims(payload: Uint8Array): Result<PlatformClaims> {
  const read = readCbor(payload, "DOCUMENT_INVALID", { maxDepth: 6, maxItems: 1024 });
  if (!read.ok) return read;
  if (read.value.kind !== "map") return fail("DOCUMENT_INVALID", "not a map", "platform");
  const reader = new ClaimReader(read.value, "platform");
  const stated = reader.text(265, "profile");
  const profile =
    stated === CCA_PLATFORM_PROFILES.current
      ? "current"
      : stated === CCA_PLATFORM_PROFILES.legacy
        ? "legacy"
        : null;
  if (profile === null && reader.failure === null) {
    return fail("REPORT_FORMAT_UNSUPPORTED", `platform profile “${stated}”`, "platform.profile");
  }
  const claims: PlatformClaims = {
    profile: profile ?? "current",
    challenge: reader.bytes(10, "challenge", { sizes: HASH_SIZES }),
    implementationId: reader.bytes(2396, "implementationId", { sizes: [IMPLEMENTATION_ID_BYTES] }),
    instanceId: readInstanceId(reader, 256),
    config: reader.bytes(2401, "config"),
    lifecycle: reader.integer(2395, "lifecycle", { min: 0, max: 0xffff }),
    softwareComponents: readSoftwareComponents(reader, reader.array(2399, "softwareComponents")),
    verificationService: reader.optionalText(2400, "verificationService"),
    hashAlgorithm: reader.text(2402, "hashAlgorithm"),
  };
  return reader.failure === null ? ok(claims) : { ok: false, failure: reader.failure };
}

export function readInstanceId(reader: ClaimReader, key: number): Uint8Array {
  const instanceId = reader.bytes(key, "instanceId", { sizes: [INSTANCE_ID_BYTES] });
  return instanceId[0] === UEID_RAND
    ? instanceId
    : reader.stop("instanceId", "does not begin with 01, the type of a random id", instanceId);
}
