import { fromBase64 } from "@/lib/bytes/base64";
import { equalBytes, isAllZero } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase, type CheckValues } from "@/lib/rats/make-check";
import type { CarriedData } from "@/lib/evidence/scheme";
import type { ExpectedValues } from "@/lib/rats/verification-request";

export interface FreshnessInput {
  readonly crypto: CryptoPort;
  readonly rules: AppraisalPolicy;
  readonly expected: ExpectedValues;
  readonly carries: CarriedData;
  /** The moment that everything is judged at, milliseconds since the epoch. */
  readonly at: number;
}

/** Does the evidence belong to this very call? Every expectation is one check; what nobody asked is said. */
export async function checkFreshness(input: FreshnessInput): Promise<readonly Check[]> {
  return [
    nonceCheck(input),
    reportDataCheck(input),
    await payloadCheck(input),
    userDataCheck(input),
    ageCheck(input),
  ].filter((check) => check !== null);
}

const NONCE: CheckBase = {
  id: "freshness.nonce",
  group: "freshness",
  title: "Carries the expected nonce",
  source: "request expected.nonce",
};

/** Every byte of the place where the nonce stands is accounted for. */
function nonceCheck(input: FreshnessInput): Check {
  const { rules, expected } = input;
  if (expected.nonce === undefined) {
    return rules.requireNonce === true
      ? checkOf.fail({ ...NONCE, source: "policy requireNonce" }, "NONCE_MISSING")
      : checkOf.notAsked(NONCE);
  }
  const found = findNonce(expected.nonce, input);
  if (!found.stands) return checkOf.fail(NONCE, "NONCE_MISMATCH", found.values);
  return rules.requireNonce === true
    ? checkOf.fail({ ...NONCE, source: "policy requireNonce" }, "NONCE_UNKNOWN", {
        ...found.values,
        detail: "the evidence carries the nonce, but this service did not issue it",
      })
    : checkOf.pass(NONCE, found.values);
}

interface NonceFinding {
  readonly stands: boolean;
  readonly values: CheckValues;
}

/** In the places that the evidence has for a nonce alone; in the report data of kinds that have no such place. */
function findNonce(text: string, { expected, carries }: FreshnessInput): NonceFinding {
  const nonce = readNonce(text);
  const { nonces, nonceTexts, reportData } = carries;
  if (nonces !== null || nonceTexts !== undefined) {
    const actual = [...(nonceTexts ?? []), ...(nonces ?? []).map(toHex)].join(", ");
    const isEqual = (one: Uint8Array) =>
      nonce !== null && nonce.length > 0 && equalBytes(one, nonce);
    const stands = (nonceTexts ?? []).includes(text) || (nonces ?? []).some(isEqual);
    return { stands, values: { expected: text, actual: actual === "" ? null : actual } };
  }
  if (!nonce) {
    return { stands: false, values: { detail: "the nonce is neither hex nor base64" } };
  }
  return standsInReportData(nonce, { reportData, afterPayload: expected.payload !== undefined });
}

/**
 * A 64-byte nonce is the whole report data. A shorter one stands at its beginning and the rest is zero, or, when a
 * payload is expected too, behind the payload's SHA-256.
 */
function standsInReportData(
  nonce: Uint8Array,
  given: { readonly reportData: Uint8Array | null; readonly afterPayload: boolean },
): NonceFinding {
  const { reportData } = given;
  const values = { expected: toHex(nonce), actual: reportData ? toHex(reportData) : null };
  if (reportData === null) {
    const detail = "this kind of evidence carries no nonce";
    return { stands: false, values: { ...values, detail } };
  }
  const place = given.afterPayload ? 32 : 0;
  if (nonce.length < 8 || place + nonce.length > reportData.length) {
    const detail = "a nonce has 8 to 64 bytes, with a payload 8 to 32";
    return { stands: false, values: { ...values, detail } };
  }
  const stands =
    equalBytes(reportData.subarray(place, place + nonce.length), nonce) &&
    isAllZero(reportData.subarray(place + nonce.length));
  return { stands, values };
}

/** Hex when it can be hex, standard base64 otherwise. */
export function readNonce(text: string): Uint8Array | null {
  return fromHex(text) ?? fromBase64(text);
}

function reportDataCheck({ expected, carries: { reportData } }: FreshnessInput): Check {
  const base: CheckBase = {
    id: "freshness.reportData",
    group: "freshness",
    title: "Report data is as expected",
    source: "request expected.reportData",
  };
  if (expected.reportData === undefined) return checkOf.notAsked(base);
  const wanted = fromHex(expected.reportData);
  const values = {
    expected: expected.reportData.toLowerCase(),
    actual: reportData ? toHex(reportData) : null,
  };
  const isEqual = wanted !== null && reportData !== null && equalBytes(wanted, reportData);
  return isEqual
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "REPORT_DATA_MISMATCH", {
        ...values,
        detail:
          wanted && reportData && wanted.length !== reportData.length
            ? `${wanted.length} bytes expected, the report data has ${reportData.length}`
            : null,
      });
}

/** SHA-512 fills the report data; SHA-256 fills its first half and the rest is zero or holds the expected nonce. */
async function payloadCheck(input: FreshnessInput): Promise<Check | null> {
  const { crypto, expected } = input;
  const { reportData } = input.carries;
  if (expected.payload === undefined) return null;
  const base: CheckBase = {
    id: "freshness.payload",
    group: "freshness",
    title: "Report data binds the expected payload",
    source: "request expected.payload",
  };
  const payload = utf8Bytes(expected.payload);
  const sha256 = await crypto.digest("SHA-256", payload);
  const values = {
    expected: `SHA-256 ${toHex(sha256)} or its SHA-512`,
    actual: reportData ? toHex(reportData) : null,
  };
  if (reportData?.length !== 64) return checkOf.fail(base, "REPORT_DATA_MISMATCH", values);
  const sha512 = await crypto.digest("SHA-512", payload);
  const bindsSha256 =
    equalBytes(reportData.subarray(0, 32), sha256) &&
    (isAllZero(reportData.subarray(32)) || isRestForNonce(input, reportData));
  return bindsSha256 || equalBytes(reportData, sha512)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "REPORT_DATA_MISMATCH", values);
}

/**
 * The nonce check accounts for what follows the payload's digest, unless this kind has a place of its own for nonces:
 * then the nonce may stand here again, and nothing else.
 */
function isRestForNonce({ expected, carries }: FreshnessInput, reportData: Uint8Array): boolean {
  if (expected.nonce === undefined) return false;
  if (carries.nonces === null && carries.nonceTexts === undefined) return true;
  const nonce = readNonce(expected.nonce);
  return nonce !== null && standsInReportData(nonce, { reportData, afterPayload: true }).stands;
}

function userDataCheck({ expected, carries: { userData } }: FreshnessInput): Check | null {
  if (expected.userData === undefined) return null;
  const base: CheckBase = {
    id: "freshness.userData",
    group: "freshness",
    title: "User data is as expected",
    source: "request expected.userData",
  };
  const wanted = fromHex(expected.userData);
  const values = {
    expected: expected.userData.toLowerCase(),
    actual: userData ? toHex(userData) : null,
  };
  if (userData === null) {
    const detail =
      "this evidence carries no user data; where it has report data, use expected.reportData";
    return checkOf.fail(base, "USER_DATA_MISMATCH", { ...values, detail });
  }
  return wanted !== null && equalBytes(wanted, userData)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "USER_DATA_MISMATCH", values);
}

/** Clocks of attesters and verifiers differ by this much without anybody being wrong. */
const CLOCK_SKEW_MS = 60_000;

function ageCheck({ rules, carries: { issuedAt }, at }: FreshnessInput): Check {
  const base: CheckBase = {
    id: "freshness.age",
    group: "freshness",
    title: "Young enough",
    source: "policy maxAgeSeconds",
  };
  const limit = rules.maxAgeSeconds;
  if (limit === undefined) return checkOf.notAsked(base);
  if (issuedAt === null) {
    return checkOf.notAsked(
      base,
      "this kind of evidence carries no time; its age is known only through a nonce of this service",
    );
  }
  const ageMs = at - issuedAt;
  const values = {
    expected: `at most ${limit} s old`,
    actual: `${Math.round(ageMs / 1000)} s old`,
  };
  const isYoung = ageMs <= limit * 1000 && ageMs >= -CLOCK_SKEW_MS;
  return isYoung ? checkOf.pass(base, values) : checkOf.fail(base, "EVIDENCE_TOO_OLD", values);
}
