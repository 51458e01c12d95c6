import { spawnSync } from "node:child_process";
import { z } from "zod";

/** What npm knows of weaknesses in the packages that production runs. */
export type Audited =
  | { readonly kind: "clean" }
  | { readonly kind: "vulnerable"; readonly packages: readonly string[] }
  /** Nobody could be asked: no network, or a registry without this service. */
  | { readonly kind: "unknown"; readonly because: string };

/** `npm audit` of the production dependencies. */
export function auditDependencies(): Audited {
  const { stdout, error } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 60_000,
    shell: process.platform === "win32",
  });
  if (error !== undefined) return { kind: "unknown", because: error.message };
  return readAudit(stdout);
}

const report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.enum(["info", "low", "moderate", "high", "critical"]) }),
  ),
});
const refusal = z.object({ message: z.string() });

/** Reads npm's report (auditReportVersion 2). Only `high` and `critical` count. */
export function readAudit(text: string): Audited {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "unknown", because: "npm audit printed no report" };
  }
  const read = report.safeParse(json);
  if (!read.success) {
    const refused = refusal.safeParse(json);
    return {
      kind: "unknown",
      because: refused.success ? refused.data.message : "npm audit printed something else",
    };
  }
  const packages = Object.entries(read.data.vulnerabilities)
    .filter(([, { severity }]) => severity === "high" || severity === "critical")
    .map(([name, { severity }]) => `${name} (${severity})`);
  return packages.length === 0 ? { kind: "clean" } : { kind: "vulnerable", packages };
}
