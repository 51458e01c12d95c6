import {
  boolean,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea, moment } from "./column-types";

/**
 * Accounts, as better-auth keeps them: its fields, our names for the tables. They belong to no organization, since one
 * person may be a member of several.
 */
const atTime = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const people = pgTable(
  "people",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    /** In lower case. */
    email: text("email").notNull(),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: text("image"),
    twoFactorEnabled: boolean("two_factor_enabled").notNull().default(false),
    createdAt: atTime("created_at").notNull().defaultNow(),
    updatedAt: atTime("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("people_email").on(table.email)],
);

export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey(),
    /** Half of what the cookie says; the other half is a signature that needs the installation's secret. */
    token: text("token").notNull(),
    userId: uuid("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    expiresAt: atTime("expires_at").notNull(),
    createdAt: atTime("created_at").notNull().defaultNow(),
    updatedAt: atTime("updated_at").notNull().defaultNow(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    /** In which organization this session acts; null: the first that the person is a member of. */
    organizationId: uuid("organization_id"),
    /** The last proof of who this is: signing in, or the password once more. */
    authenticatedAt: atTime("authenticated_at").notNull().defaultNow(),
    seenAt: atTime("seen_at").notNull().defaultNow(),
  },
  (table) => [
    // Asked at every request that carries a cookie.
    uniqueIndex("sessions_token").on(table.token),
    // The sessions of a person, to be listed and ended.
    index("sessions_by_person").on(table.userId, table.createdAt),
    // Ended sessions are removed: WHERE expires_at < ….
    index("sessions_expiry").on(table.expiresAt),
  ],
);

/** How a person signs in: a password, or an account at a provider. */
export const signInMethods = pgTable(
  "sign_in_methods",
  {
    id: uuid("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: uuid("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: atTime("access_token_expires_at"),
    refreshTokenExpiresAt: atTime("refresh_token_expires_at"),
    scope: text("scope"),
    /** scrypt, with its parameters and salt. */
    password: text("password"),
    createdAt: atTime("created_at").notNull().defaultNow(),
    updatedAt: atTime("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("sign_in_methods_account").on(table.providerId, table.accountId),
    index("sign_in_methods_by_person").on(table.userId),
  ],
);

/** State of sign-ins that are under way: second factors, OpenID Connect. */
export const signInChallenges = pgTable(
  "sign_in_challenges",
  {
    id: uuid("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: atTime("expires_at").notNull(),
    createdAt: atTime("created_at").notNull().defaultNow(),
    updatedAt: atTime("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("sign_in_challenges_identifier").on(table.identifier),
    index("sign_in_challenges_expiry").on(table.expiresAt),
  ],
);

/** A time-based one-time password (RFC 6238), one for each person who wants it. */
export const secondFactors = pgTable("second_factors", {
  userId: uuid("person_id")
    .primaryKey()
    .references(() => people.id, { onDelete: "cascade" }),
  /** Encrypted with the installation's secret. */
  secret: text("secret").notNull(),
  /** Null until its first code has shown that the authenticator works: nothing asks for codes before. */
  confirmedAt: moment("confirmed_at"),
  /** The 30 seconds that the last accepted code was for: no code works twice. */
  lastStep: integer("last_step"),
  /** Of those that are left an HMAC each, in hex. */
  recoveryCodes: text("recovery_codes").array().notNull(),
});

/** The links that a server prints while there is no account: whoever uses one first becomes administrator. */
export const setupLinks = pgTable("setup_links", {
  tokenSha256: bytea("token_sha256").primaryKey(),
  createdAt: moment("created_at").notNull(),
  expiresAt: moment("expires_at").notNull(),
  usedAt: moment("used_at"),
});

/** A link with which somebody who forgot their password chooses another: one for each person, gone once it is used. */
export const passwordLinks = pgTable(
  "password_links",
  {
    personId: uuid("person_id")
      .primaryKey()
      .references(() => people.id, { onDelete: "cascade" }),
    tokenSha256: bytea("token_sha256").notNull(),
    /** Where whoever made it manages members. The link belongs to the account, as sessions do. */
    organizationId: uuid("organization_id").notNull(),
    createdBy: uuid("created_by").notNull(),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [uniqueIndex("password_links_token").on(table.tokenSha256)],
);

/** Failed sign-ins, under a digest of whom or where from: the delay grows with them and passes by itself. */
export const signInFailures = pgTable(
  "sign_in_failures",
  {
    subject: bytea("subject").primaryKey(),
    failures: integer("failures").notNull(),
    lastAt: moment("last_at").notNull(),
    blockedUntil: moment("blocked_until").notNull(),
  },
  (table) => [index("sign_in_failures_last_at").on(table.lastAt)],
);
