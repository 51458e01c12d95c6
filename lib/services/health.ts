import type { z } from "zod";
import type { getReadiness } from "@/lib/contract/operations";
import { databaseHealth } from "@/lib/store/database";
import type { ServiceContext } from "./context";

export type Health = z.infer<(typeof getReadiness)["response"]["schema"]>;

/** The process answers; that is all that liveness says. */
export function liveness(): Health {
  return { status: "ok", checks: { process: { ok: true, detail: null } } };
}

/** `unavailable` while the database does not answer or lacks a migration of this build. */
export async function readiness(context: ServiceContext): Promise<Health> {
  const { reachable, migrated, detail } = await databaseHealth(context.runtime.database);
  return {
    status: reachable && migrated ? "ok" : "unavailable",
    checks: {
      database: { ok: reachable, detail: reachable ? null : detail },
      migrations: { ok: migrated, detail: reachable && !migrated ? detail : null },
    },
  };
}
