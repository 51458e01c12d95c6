declare const verified: unique symbol;

/**
 * Something whose checks have all been run. Policies accept nothing else, so claims that were only decoded can't reach
 * one by mistake. That a check failed is part of the value: a policy still says what it thinks of the claims.
 */
export type Verified<T> = T & { readonly [verified]: true };

/** Only `lib/verify` calls this, after every check has run. */
export function markVerified<T>(value: T): Verified<T> {
  // The brand exists in the type only; there is nothing to set.
  return value as Verified<T>;
}
