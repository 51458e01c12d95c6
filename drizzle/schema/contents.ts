import { pgTable } from "drizzle-orm/pg-core";
import { bytea } from "./column-types";

/** Evidence and endorsements, each body once, under its SHA-256. Append-only like the attestations that name them. */
export const contents = pgTable("contents", {
  sha256: bytea("sha256").primaryKey(),
  body: bytea("body").notNull(),
});
