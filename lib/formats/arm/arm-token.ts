import { cborMember, readCbor } from "@/lib/bytes/cbor";
import { fail, ok, type Result } from "@/lib/rats/result";
import { readSign1, type Sign1, type Sign1Profile } from "../cose/sign1";
import { looksLikeNitroDocument } from "../nitro/document";
import { readPlatformClaims, type PlatformClaims } from "./platform-claims";
import { PSA_KEYS, readPsaClaims, type PsaClaims } from "./psa-claims";
import { readRealmClaims, type RealmClaims } from "./realm-claims";

/** A CCA attestation token: what the platform says, and what it lets the realm management monitor say. */
export interface CcaToken {
  readonly token: "cca";
  readonly platform: { readonly sign1: Sign1; readonly claims: PlatformClaims };
  readonly realm: { readonly sign1: Sign1; readonly claims: RealmClaims };
}

export interface PsaToken {
  readonly token: "psa";
  readonly platform: { readonly sign1: Sign1; readonly claims: PsaClaims };
}

export type ArmToken = CcaToken | PsaToken;

/** EAT collection of draft-ffm-rats-cca-token-00 section 4.2; the two members of its map. */
export const CCA_COLLECTION_TAG = 399;
export const PLATFORM_MEMBER = 44234;
export const REALM_MEMBER = 44241;
/** CMW collection (RFC 9999), the envelope of draft-ffm-rats-cca-token-03, which this version does not judge. */
const CMW_COLLECTION_TAG = 907;

const ccaHead = [0xd9, 0x01, 0x8f] as const;
const cmwHead = [0xd9, 0x03, 0x8b] as const;
const platformKey = [0x19, 0xac, 0xca] as const;
const MAC0_TAG_BYTE = 0xd1;
const SIGN1_TAG_BYTE = 0xd2;
const MAX_TOKEN_BYTES = 64 * 1024;

/** Content type, key id and `typ` (RFC 9596) say nothing that is trusted. */
const otherHeaders = [3, 4, 16];
const platformProfile: Sign1Profile = {
  tag: "required",
  algorithms: ["ES256", "ES384", "ES512", "EdDSA"],
  otherHeaders,
};
/** The realm attestation key is on P-384 (Realm Management Monitor specification, section A7.2.3). */
const realmProfile: Sign1Profile = { tag: "required", algorithms: ["ES384"], otherHeaders };

/** Tag 399, or a tagged COSE_Sign1 or COSE_Mac0 whose payload has an implementation id of Arm's. */
export function looksLikeArmToken(bytes: Uint8Array): boolean {
  if (startsWith(bytes, ccaHead)) return true;
  if (startsWith(bytes, cmwHead)) return startsWith(bytes.subarray(4), platformKey);
  if (bytes[0] !== SIGN1_TAG_BYTE && bytes[0] !== MAC0_TAG_BYTE) return false;
  if (bytes[1] !== 0x84 || bytes.length > MAX_TOKEN_BYTES || looksLikeNitroDocument(bytes)) {
    return false;
  }
  const message = readCbor(bytes, "COSE_INVALID", { tags: [17, 18], maxDepth: 4, maxItems: 64 });
  if (!message.ok || message.value.kind !== "tag" || message.value.content.kind !== "array") {
    return false;
  }
  const payload = message.value.content.items[2];
  if (payload?.kind !== "bytes") return false;
  const claims = readCbor(payload.value, "DOCUMENT_INVALID", { maxDepth: 6, maxItems: 1024 });
  return (
    claims.ok &&
    [PSA_KEYS.rfc9783, PSA_KEYS.profile1].some(
      ({ implementationId }) => cborMember(claims.value, implementationId) !== undefined,
    )
  );
}

function startsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, index) => bytes[index] === byte);
}

/** Reads a CCA or a PSA token, told apart by its tag; anything else is refused. */
export function parseArmToken(bytes: Uint8Array): Result<ArmToken> {
  if (bytes.length > MAX_TOKEN_BYTES) {
    return fail("EVIDENCE_TOO_LARGE", `a token may have ${MAX_TOKEN_BYTES} bytes`, "token");
  }
  if (bytes[0] === MAC0_TAG_BYTE) {
    return fail(
      "COSE_ALGORITHM_REJECTED",
      "a COSE_Mac0, which whoever can verify it can also forge",
      "cose.algorithm",
    );
  }
  return bytes[0] === SIGN1_TAG_BYTE ? readPsaToken(bytes) : readCcaToken(bytes);
}

function readPsaToken(bytes: Uint8Array): Result<PsaToken> {
  const sign1 = readSign1(bytes, platformProfile);
  if (!sign1.ok) return sign1;
  const claims = readPsaClaims(sign1.value.payload);
  return claims.ok
    ? ok({ token: "psa", platform: { sign1: sign1.value, claims: claims.value } })
    : claims;
}

function readCcaToken(bytes: Uint8Array): Result<CcaToken> {
  const tags = [CCA_COLLECTION_TAG, CMW_COLLECTION_TAG];
  const read = readCbor(bytes, "COSE_INVALID", { tags, maxDepth: 4, maxItems: 64 });
  if (!read.ok) return read;
  if (read.value.kind !== "tag") return fail("COSE_INVALID", "tag 399 is missing", "cca.tag");
  if (read.value.tag !== CCA_COLLECTION_TAG) {
    return fail(
      "REPORT_FORMAT_UNSUPPORTED",
      "a CMW collection; only the collection with tag 399 is judged",
      "cca.tag",
    );
  }
  const { content } = read.value;
  const platformItem = cborMember(content, PLATFORM_MEMBER);
  const realmItem = cborMember(content, REALM_MEMBER);
  if (content.kind !== "map" || content.entries.size !== 2) {
    return fail("COSE_INVALID", "not a map of two tokens", "cca.collection");
  }
  if (platformItem?.kind !== "bytes" || realmItem?.kind !== "bytes") {
    return fail("COSE_INVALID", "no platform token and realm token", "cca.collection");
  }
  const platform = readSign1(platformItem.value, platformProfile);
  if (!platform.ok) return platform;
  const realm = readSign1(realmItem.value, realmProfile);
  if (!realm.ok) return realm;
  const platformClaims = readPlatformClaims(platform.value.payload);
  if (!platformClaims.ok) return platformClaims;
  const realmClaims = readRealmClaims(realm.value.payload);
  if (!realmClaims.ok) return realmClaims;
  if (platformClaims.value.profile !== realmClaims.value.profile) {
    return fail(
      "DOCUMENT_INVALID",
      `a ${realmClaims.value.profile} realm token beside a ${platformClaims.value.profile} platform token`,
      "cca.profile",
    );
  }
  return ok({
    token: "cca",
    platform: { sign1: platform.value, claims: platformClaims.value },
    realm: { sign1: realm.value, claims: realmClaims.value },
  });
}
