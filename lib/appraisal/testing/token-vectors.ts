import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { toBase64 } from "@/lib/bytes/base64";
import type { JsonWebKeySet } from "@/lib/rats/endorsements";

/** Real evidence lies beside the project, never in it. */
const ROOT = path.resolve(import.meta.dirname, "../../../../shared/vectors/tokens");

const caseSchema = z.object({
  evidence: z.string(),
  collateral: z.object({ jwks: z.string().optional() }),
  verifyAt: z.string(),
  expected: z.looseObject({ verdict: z.string(), exp: z.number().optional() }),
});
const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

export interface TokenVector {
  readonly bytes: Uint8Array;
  /** As a request carries it. */
  readonly evidence: string;
  readonly jwks: JsonWebKeySet | undefined;
  readonly verifyAt: string;
  readonly expected: z.infer<typeof caseSchema>["expected"];
}

/** One case of real tokens; null, with a line that says so, where the vectors are not beside the project. */
export function readTokenVector(name: string): TokenVector | null {
  const folder = path.join(ROOT, name);
  if (!existsSync(folder)) {
    console.warn(`tokens/${name} is skipped: ../shared/vectors is not here`);
    return null;
  }
  const read = (file: string) => readFileSync(path.join(folder, file));
  const facts = caseSchema.parse(JSON.parse(read("case.json").toString("utf8")));
  const bytes = new Uint8Array(read(facts.evidence));
  const { jwks } = facts.collateral;
  return {
    bytes,
    evidence: toBase64(bytes),
    jwks:
      jwks === undefined ? undefined : keySetSchema.parse(JSON.parse(read(jwks).toString("utf8"))),
    verifyAt: facts.verifyAt,
    expected: facts.expected,
  };
}
