import { readCbor } from "@/lib/bytes/cbor";
import { fail, ok, type Result } from "@/lib/rats/result";
import { ClaimReader } from "./claim-reader";
import { IMPLEMENTATION_ID_BYTES, readInstanceId } from "./platform-claims";
import { HASH_SIZES, readSoftwareComponents, type SoftwareComponent } from "./software-components";

/** RFC 9783 section 4.5.1, its drafts, and the first profile (draft-tschofenig-rats-psa-token-07). */
const PROFILES: ReadonlyMap<string, PsaClaims["profile"]> = new Map([
  ["tag:psacertified.org,2023:psa#tfm", "rfc9783"],
  ["http://arm.com/psa/2.0.0", "rfc9783"],
  ["PSA_IOT_PROFILE_1", "profile1"],
]);

export interface PsaClaims {
  readonly profile: "rfc9783" | "profile1";
  readonly nonce: Uint8Array;
  readonly instanceId: Uint8Array;
  readonly implementationId: Uint8Array;
  /** Negative: the caller was in the non-secure world. */
  readonly clientId: number;
  readonly lifecycle: number;
  readonly bootSeed: Uint8Array | null;
  readonly certificationReference: string | null;
  /** Empty only in profile 1, when the platform says that it measures nothing. */
  readonly softwareComponents: readonly SoftwareComponent[];
  readonly verificationService: string | null;
}

export const PSA_CLAIM_NAMES = [
  "nonce",
  "instanceId",
  "bootSeed",
  "clientId",
  "lifecycle",
  "implementationId",
  "certificationReference",
  "softwareComponents",
  "verificationService",
] as const satisfies readonly (keyof PsaClaims)[];
type PsaClaimName = (typeof PSA_CLAIM_NAMES)[number];

/** RFC 9783, table 1 and appendix A.1. */
export const PSA_KEYS = {
  rfc9783: {
    nonce: 10,
    instanceId: 256,
    bootSeed: 268,
    clientId: 2394,
    lifecycle: 2395,
    implementationId: 2396,
    certificationReference: 2398,
    softwareComponents: 2399,
    verificationService: 2400,
  },
  profile1: {
    nonce: -75008,
    instanceId: -75009,
    bootSeed: -75004,
    clientId: -75001,
    lifecycle: -75002,
    implementationId: -75003,
    certificationReference: -75005,
    softwareComponents: -75006,
    verificationService: -75010,
  },
} as const satisfies Record<PsaClaims["profile"], Record<PsaClaimName, number>>;

export const PROFILE_CLAIM = 265;
export const PROFILE_CLAIM_1 = -75000;
export const NO_MEASUREMENTS_CLAIM = -75007;

const references = {
  rfc9783: /^[0-9]{13}-[0-9]{5}$/,
  profile1: /^[0-9]{13}(-[0-9]{5})?$/,
} as const;

/** RFC 9783 section 4 and appendix A. */
export function readPsaClaims(payload: Uint8Array): Result<PsaClaims> {
  const read = readCbor(payload, "DOCUMENT_INVALID", { maxDepth: 6, maxItems: 1024 });
  if (!read.ok) return read;
  if (read.value.kind !== "map") return fail("DOCUMENT_INVALID", "not a map", "psa");
  const reader = new ClaimReader(read.value, "psa");
  const profile = readProfile(reader);
  if (!profile.ok) return profile;
  const keys = PSA_KEYS[profile.value];
  const isFirst = profile.value === "profile1";
  const measuresNothing = isFirst && !reader.has(keys.softwareComponents);
  if (isFirst && reader.has(NO_MEASUREMENTS_CLAIM) !== measuresNothing) {
    reader.stop("softwareComponents", "neither measured nor said not to be, or both", null);
  }
  if (measuresNothing) {
    reader.integer(NO_MEASUREMENTS_CLAIM, "noSoftwareMeasurements", { min: 1, max: 1 });
  }
  const reference = reader.optionalText(keys.certificationReference, "certificationReference");
  if (reference !== null && !references[profile.value].test(reference)) {
    reader.stop("certificationReference", "no EAN-13 with five more digits", null);
  }
  const bootSeedSizes = isFirst ? { min: 32, max: 32 } : { min: 8, max: 32 };
  const claims: PsaClaims = {
    profile: profile.value,
    nonce: reader.bytes(keys.nonce, "nonce", { sizes: HASH_SIZES }),
    instanceId: readInstanceId(reader, keys.instanceId),
    implementationId: reader.bytes(keys.implementationId, "implementationId", {
      sizes: [IMPLEMENTATION_ID_BYTES],
    }),
    clientId: reader.integer(keys.clientId, "clientId", { min: -(2 ** 31), max: 2 ** 31 - 1 }),
    lifecycle: reader.integer(keys.lifecycle, "lifecycle", { min: 0, max: 0xffff }),
    bootSeed: isFirst
      ? reader.bytes(keys.bootSeed, "bootSeed", bootSeedSizes)
      : reader.optionalBytes(keys.bootSeed, "bootSeed", bootSeedSizes),
    certificationReference: reference,
    softwareComponents: measuresNothing
      ? []
      : readSoftwareComponents(reader, reader.array(keys.softwareComponents, "softwareComponents")),
    verificationService: reader.optionalText(keys.verificationService, "verificationService"),
  };
  return reader.failure === null ? ok(claims) : { ok: false, failure: reader.failure };
}

/** The first profile may leave its name out; its claims have numbers of their own. */
function readProfile(reader: ClaimReader): Result<PsaClaims["profile"]> {
  const stated =
    reader.optionalText(PROFILE_CLAIM, "profile") ??
    reader.optionalText(PROFILE_CLAIM_1, "profile");
  if (reader.failure !== null) return { ok: false, failure: reader.failure };
  if (stated === null && reader.has(PSA_KEYS.profile1.implementationId)) return ok("profile1");
  const profile = PROFILES.get(stated ?? "");
  return profile === undefined
    ? fail("REPORT_FORMAT_UNSUPPORTED", `PSA profile “${stated ?? "none"}”`, "psa.profile")
    : ok(profile);
}
