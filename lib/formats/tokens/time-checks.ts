import type { JsonObject, JsonValue } from "@/lib/bytes/strict-json";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { ReasonCode } from "@/lib/rats/reason-codes";

/** How far a service's clock may be ahead of ours, in seconds. The end of a token gets nothing added. */
const SKEW_SECONDS = 60;
/** 9999-12-31T23:59:59Z: what RFC 3339 can still write. */
const LAST_SECOND = 253_402_300_799;

/**
 * `exp` must be there; `nbf` and `iat` only must not lie ahead (RFC 7519 sections 4.1.4 to 4.1.6). All are whole seconds
 * since the epoch. `at` is in milliseconds.
 */
export function timeChecks(
  claims: JsonObject,
  at: number,
  { maxAgeSeconds }: Pick<AppraisalPolicy, "maxAgeSeconds"> = {},
): readonly Check[] {
  return [
    expiryCheck(claims, at),
    ...(maxAgeSeconds !== undefined && claims["iat"] === undefined ? [ageless()] : []),
    startCheck(claims["nbf"], at, {
      id: "token.notBefore",
      group: "freshness",
      title: "Token is valid already",
    }),
    startCheck(claims["iat"], at, {
      id: "token.issuedAt",
      group: "freshness",
      title: "Token was not issued in the future",
    }),
  ];
}

/** A policy that limits the age asks when the token was issued: one that does not say may be of any age. */
function ageless(): Check {
  return checkOf.fail(
    {
      id: "token.age",
      group: "freshness",
      title: "Token says when it was issued",
      source: "policy maxAgeSeconds",
    },
    "EVIDENCE_TOO_OLD",
    { detail: "the token has no iat" },
  );
}

/** A NumericDate that is a whole, positive number of seconds; null for anything else. */
export function readSeconds(value: JsonValue | undefined): number | null {
  return typeof value === "number" && value >= 0 && value <= LAST_SECOND ? value : null;
}

function expiryCheck(claims: JsonObject, at: number): Check {
  const base: CheckBase = {
    id: "token.expiry",
    group: "freshness",
    title: "Token has not expired",
    source: "the token's exp",
  };
  if (claims["exp"] === undefined) {
    return checkOf.fail(base, "TOKEN_EXPIRED", { detail: "the token has no end (exp)" });
  }
  const exp = readSeconds(claims["exp"]);
  if (exp === null) return malformed(base, "exp");
  const iat = readSeconds(claims["iat"]);
  if (iat !== null && iat >= exp) {
    const detail = "the token ends before it was issued";
    return checkOf.fail(base, "TOKEN_MALFORMED", { detail });
  }
  const values = { expected: `before ${timeText(exp)}`, actual: timeText(Math.floor(at / 1000)) };
  return at < exp * 1000 ? checkOf.pass(base, values) : checkOf.fail(base, "TOKEN_EXPIRED", values);
}

function startCheck(value: JsonValue | undefined, at: number, base: CheckBase): Check {
  if (value === undefined) return checkOf.notAsked(base, "the token does not say");
  const start = readSeconds(value);
  if (start === null) return malformed(base, base.id);
  const values = {
    expected: `from ${timeText(start)} on`,
    actual: timeText(Math.floor(at / 1000)),
  };
  return at >= (start - SKEW_SECONDS) * 1000
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "TOKEN_NOT_YET_VALID", values);
}

function malformed(base: CheckBase, what: string): Check {
  const code: ReasonCode = "TOKEN_MALFORMED";
  return checkOf.fail(base, code, { detail: `${what} is not a whole number of seconds` });
}

function timeText(seconds: number): string {
  const isDate = seconds >= -LAST_SECOND && seconds <= LAST_SECOND;
  return isDate ? `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` : "no date";
}
