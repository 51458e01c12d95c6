import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { v7 } from "uuid";
import { people, sessions, signInChallenges, signInMethods } from "@/drizzle/schema";
import type { Config } from "@/lib/config";
import type { InstallationSecrets } from "@/lib/node-crypto/installation-secrets";
import type { Db } from "@/lib/store/database";
import { isSecure, SESSION_IDLE_SECONDS, sessionCookieName } from "./session-cookie";

export interface Installation {
  readonly config: Config;
  readonly secrets: InstallationSecrets;
}

/**
 * better-auth over our tables. It is a library here: its own routes are not mounted, since ours answer with permissions,
 * limits and audit rows. It is built for each transaction, so that what it writes and its audit row are kept together or
 * not at all; that takes about a millisecond.
 */
export function betterAuthOver(db: Db, { config, secrets }: Installation) {
  return betterAuth({
    database: drizzleAdapter(db, {
      provider: "pg",
      // Their names for the tables; the property names of ours are their fields.
      schema: {
        user: people,
        session: sessions,
        account: signInMethods,
        verification: signInChallenges,
      },
    }),
    secret: secrets.sessions,
    baseURL: config.publicUrl ?? `http://127.0.0.1:${config.port}`,
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: { disabled: true },
    session: {
      expiresIn: SESSION_IDLE_SECONDS,
      additionalFields: {
        organizationId: { type: "string", required: false },
        authenticatedAt: { type: "date", required: false },
        seenAt: { type: "date", required: false },
      },
    },
    advanced: {
      // The prefix is in the name already; theirs would be a second one.
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: sessionCookieName(config),
          attributes: { secure: isSecure(config), sameSite: "lax", httpOnly: true, path: "/" },
        },
      },
      database: { generateId: () => v7() },
    },
  });
}

/** People, their sessions and their ways to sign in, inside a transaction. */
export async function accountStore(db: Db, installation: Installation) {
  return (await betterAuthOver(db, installation).$context).internalAdapter;
}

export type AccountStore = Awaited<ReturnType<typeof accountStore>>;

/** A way to sign in that is a password; any other is the id of a provider. */
export const PASSWORD_METHOD = "credential";
