import type { z } from "zod";
import type { getReadiness } from "@/lib/contract/operations";
import { databaseHealth } from "@/lib/store/database";
import type { ServiceContext } from "./context";

export type Health = z.infer<(typeof getReadiness)["response"]["schema"]>;

/** The process answers; that is all that liveness says. */
export function liveness(): Health {
  return { status: "ok", checks: { process: { ok: true, detail: null } } };
}

/** `unavailable` while the database does not answer, takes no changes or lacks a migration of this build. */
export async function readiness(context: ServiceContext): Promise<Health> {
  const { available, migrated, detail } = await databaseHealth(context.runtime.database);
  return {
    status: available && migrated ? "ok" : "unavailable",
    checks: {
      database: { ok: available, detail: available ? null : detail },
      migrations: { ok: migrated, detail: available && !migrated ? detail : null },
    },
  };
}
