import { fromBase64 } from "@/lib/bytes/base64";
import { concatBytes, equalBytes, isAllZero } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { ExpectedValues } from "@/lib/rats/verification-request";

export interface FreshnessInput {
  readonly crypto: CryptoPort;
  readonly rules: AppraisalPolicy;
  readonly expected: ExpectedValues;
  /** What the evidence carries for its relying party; null when this kind carries nothing. */
  readonly reportData: Uint8Array | null;
}

/** Does the evidence belong to this very call? Every expectation is one check; what nobody asked is said. */
export async function checkFreshness(input: FreshnessInput): Promise<readonly Check[]> {
  return [
    nonceCheck(input),
    reportDataCheck(input),
    await payloadCheck(input),
    userDataCheck(input),
    ageCheck(input.rules),
  ].filter((check) => check !== null);
}

const NONCE: CheckBase = {
  id: "freshness.nonce",
  group: "freshness",
  title: "Carries the expected nonce",
  source: "request expected.nonce",
};

/**
 * A 64-byte nonce is the whole report data. A shorter one stands at its beginning and the rest is zero, or, when a
 * payload is expected too, behind the payload's SHA-256. Every byte of the report data is accounted for.
 */
function nonceCheck({ rules, expected, reportData }: FreshnessInput): Check {
  if (expected.nonce === undefined) {
    return rules.requireNonce === true
      ? checkOf.fail({ ...NONCE, source: "policy requireNonce" }, "NONCE_MISSING")
      : checkOf.notAsked(NONCE);
  }
  const nonce = readNonce(expected.nonce);
  const actual = reportData ? toHex(reportData) : null;
  if (!nonce)
    return checkOf.fail(NONCE, "NONCE_MISMATCH", { detail: "the nonce is neither hex nor base64" });
  const values = { expected: toHex(nonce), actual };
  const place = expected.payload === undefined ? 0 : 32;
  if (!reportData || nonce.length < 8 || place + nonce.length > reportData.length) {
    return checkOf.fail(NONCE, "NONCE_MISMATCH", {
      ...values,
      detail: "a nonce has 8 to 64 bytes, with a payload 8 to 32",
    });
  }
  const standsThere =
    equalBytes(reportData.subarray(place, place + nonce.length), nonce) &&
    isAllZero(reportData.subarray(place + nonce.length));
  if (!standsThere) return checkOf.fail(NONCE, "NONCE_MISMATCH", values);
  return rules.requireNonce === true
    ? checkOf.fail({ ...NONCE, source: "policy requireNonce" }, "NONCE_UNKNOWN", {
        ...values,
        detail: "the evidence carries the nonce, but this service did not issue it",
      })
    : checkOf.pass(NONCE, values);
}

/** Hex when it can be hex, standard base64 otherwise. */
function readNonce(text: string): Uint8Array | null {
  return fromHex(text) ?? fromBase64(text);
}

function reportDataCheck({ expected, reportData }: FreshnessInput): Check {
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
  const { crypto, expected, reportData } = input;
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
  const restIsFree = expected.nonce !== undefined;
  const bindsSha256 = restIsFree
    ? equalBytes(reportData.subarray(0, 32), sha256)
    : equalBytes(reportData, concatBytes(sha256, new Uint8Array(32)));
  return bindsSha256 || equalBytes(reportData, sha512)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "REPORT_DATA_MISMATCH", values);
}

function userDataCheck({ expected }: FreshnessInput): Check | null {
  if (expected.userData === undefined) return null;
  const base: CheckBase = {
    id: "freshness.userData",
    group: "freshness",
    title: "User data is as expected",
    source: "request expected.userData",
  };
  return checkOf.fail(base, "USER_DATA_MISMATCH", {
    expected: expected.userData.toLowerCase(),
    detail: "this kind of evidence carries report data and no user data; use expected.reportData",
  });
}

function ageCheck(rules: AppraisalPolicy): Check {
  const base: CheckBase = {
    id: "freshness.age",
    group: "freshness",
    title: "Young enough",
    source: "policy maxAgeSeconds",
  };
  if (rules.maxAgeSeconds === undefined) return checkOf.notAsked(base);
  return checkOf.notAsked(
    base,
    "this kind of evidence carries no time; its age is known only through a nonce of this service",
  );
}
