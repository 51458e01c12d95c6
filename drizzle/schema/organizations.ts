import { sql } from "drizzle-orm";
import { boolean, index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { ROLES } from "../../lib/access/roles";
import { bytea, moment, organizationId } from "./column-types";
import { people } from "./people";

/** The walls of the product: a row belongs to one organization, and row-level security holds it there. */
export const organizations = pgTable(
  "organizations",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    /** The first one. What concerns the whole installation is in its audit trail and in its administrators' hands. */
    isHome: boolean("is_home").notNull().default(false),
    /** Members without a second factor may do nothing here but set one up. */
    secondFactorDemanded: boolean("second_factor_demanded").notNull().default(false),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("organizations_home")
      .on(table.isHome)
      .where(sql`${table.isHome}`),
  ],
);

export const memberships = pgTable(
  "memberships",
  {
    organizationId: organizationId(),
    personId: uuid("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    roles: text("roles", { enum: ROLES }).array().notNull(),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.personId] }),
    // In which organizations somebody is: asked at every request with a cookie.
    index("memberships_by_person").on(table.personId),
  ],
);

/** A link that makes whoever has it a member, once. */
export const invitations = pgTable(
  "invitations",
  {
    id: uuid("id").primaryKey(),
    organizationId: organizationId(),
    /** In lower case; the account that accepts must have it. */
    email: text("email").notNull(),
    roles: text("roles", { enum: ROLES }).array().notNull(),
    tokenSha256: bytea("token_sha256").notNull(),
    createdBy: uuid("created_by").notNull(),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    acceptedAt: moment("accepted_at"),
    acceptedBy: uuid("accepted_by"),
    revokedAt: moment("revoked_at"),
  },
  (table) => [
    uniqueIndex("invitations_token").on(table.tokenSha256),
    // The page of members: newest first.
    index("invitations_by_organization").on(table.organizationId, table.createdAt),
  ],
);
