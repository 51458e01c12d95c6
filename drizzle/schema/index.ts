export * from "./attestations";
export * from "./collateral";
export * from "./contents";
export * from "./counters";
export * from "./idempotency-keys";
