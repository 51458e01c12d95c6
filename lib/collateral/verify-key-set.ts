import { readKeySet } from "@/lib/formats/jws/key-set";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { KeySetOrigin, VerifiedItem } from "./collateral-item";

/** Services change their keys without notice, so a set is asked for again after an hour. */
const KEEP_MS = 3_600_000;
/** A set also speaks for the moment before it was asked for, at which the token was judged that it was asked for. */
const BEFORE_MS = 60_000;

/**
 * A key set has no signature and no dates: it is kept under the issuer that was asked for it, for an hour. Without an
 * origin (a file that somebody imports) nothing says whose it is, and it is not kept.
 */
export function verifyKeySet(
  body: string,
  origin: KeySetOrigin | undefined,
): Result<Pick<VerifiedItem, "request" | "body" | "issuedAt" | "nextUpdate" | "revision">> {
  if (origin === undefined) {
    return fail("COLLATERAL_INVALID", "a key set does not say whose it is, so it is not kept");
  }
  const keys = readKeySet(body);
  if (!keys.ok) return keys;
  if (keys.value.length === 0) return fail("COLLATERAL_INVALID", "the key set is empty", "jwks");
  const { issuer, retrievedAt } = origin;
  return ok({
    request: { item: "jwks", issuer },
    body,
    issuedAt: new Date(retrievedAt.getTime() - BEFORE_MS),
    nextUpdate: new Date(retrievedAt.getTime() + KEEP_MS),
    revision: null,
  });
}
