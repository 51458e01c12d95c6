import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** Real evidence lies beside the project, never in it. */
const ROOT = path.resolve(import.meta.dirname, "../../../../shared/vectors/nitro");

export const NITRO_VECTORS = ["dstack-nitro", "dstack-nitro-debug", "dstack-nsm-qvl"] as const;
export type NitroVectorName = (typeof NITRO_VECTORS)[number];

const caseSchema = z.object({
  evidence: z.string(),
  verifyAt: z.string(),
  window: z.object({ notBefore: z.string(), notAfter: z.string() }),
  expected: z.object({
    verdict: z.literal("valid"),
    onlyWith: z.object({ allowDebug: z.boolean() }).optional(),
    moduleId: z.string(),
    timestampMs: z.number(),
    pcrs: z.record(z.string(), z.string()),
    userData: z.string(),
    rootSha256: z.string(),
    certificates: z.array(
      z.object({ subject: z.string(), notBefore: z.string(), notAfter: z.string() }),
    ),
  }),
});

export interface NitroVector extends z.infer<typeof caseSchema> {
  readonly document: Uint8Array;
}

/** Null, with the reason printed by the caller, when the folder is not there. */
export function readNitroVector(name: NitroVectorName): NitroVector | null {
  const folder = path.join(ROOT, name);
  if (!existsSync(folder)) return null;
  const description = caseSchema.parse(
    JSON.parse(readFileSync(path.join(folder, "case.json"), "utf8")),
  );
  return {
    ...description,
    document: new Uint8Array(readFileSync(path.join(folder, description.evidence))),
  };
}
