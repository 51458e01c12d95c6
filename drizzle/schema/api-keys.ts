import { index, json, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { PERMISSION_NAMES } from "../../lib/access/permissions";
import { bytea, moment, organizationId } from "./column-types";

/** Keys of programs. The secret is not here: an HMAC of it is, under a pepper that the database does not know. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid("id").primaryKey(),
    organizationId: organizationId(),
    name: text("name").notNull(),
    /** The service identity that the key stands for, such as `sentinel`. */
    service: text("service"),
    /** The beginning of the key, by which it is found and recognised; no secret. */
    prefix: text("prefix").notNull(),
    secretHmac: bytea("secret_hmac").notNull(),
    scopes: text("scopes", { enum: PERMISSION_NAMES }).array().notNull(),
    /** Networks in CIDR form that may use it; empty: any. */
    addresses: text("addresses").array().notNull(),
    tags: text("tags").array().notNull(),
    /** Name of a policy, or a whole one: for requests that name none. */
    policy: json("policy"),
    createdBy: uuid("created_by").notNull(),
    /** Everybody who was shown the secret. */
    shownTo: uuid("shown_to").array().notNull(),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at"),
    revokedAt: moment("revoked_at"),
    /** The key that takes its place; both work until `expiresAt`. */
    replacedBy: uuid("replaced_by"),
    /** Why it has to be rotated, when somebody who knew it lost the right to; null otherwise. */
    rotationDue: text("rotation_due"),
    /** To the minute. */
    lastUsedAt: moment("last_used_at"),
    lastUsedFrom: text("last_used_from"),
  },
  (table) => [
    // Asked at every request that carries a key.
    uniqueIndex("api_keys_prefix").on(table.prefix),
    index("api_keys_by_organization").on(table.organizationId, table.createdAt),
  ],
);
