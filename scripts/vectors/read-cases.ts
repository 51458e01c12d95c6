import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readCollateral, type GivenCollateral } from "@/cli/read-collateral";
import { readEvidence } from "@/cli/read-evidence";
import { projectRoot } from "@/lib/store/project-root";
import { KINDS } from "./kinds";

/** The given real evidence lies beside the project and is never copied into it. */
export const VECTORS_FOLDER = path.resolve(projectRoot(), "../shared/vectors");

/** Said wherever the vectors are missing, so that nothing passes in silence. */
export function whyAbsent(folder = VECTORS_FOLDER): string | null {
  return existsSync(folder)
    ? null
    : "there is no folder ../shared/vectors beside this checkout, so no real evidence was judged";
}

const expectedSchema = z.object({
  verdict: z.enum(["valid", "invalid", "parse-only", "unverifiable"]),
  tcbStatus: z.string().nullish(),
  platformTcbStatus: z.string().optional(),
  qeTcbStatus: z.string().optional(),
  tdxModuleStatus: z.string().optional(),
  tcbDate: z.string().optional(),
  advisoryIds: z.array(z.string()).optional(),
  measurements: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  reportData: z.string().optional(),
  platform: z
    .object({
      fmspc: z.string(),
      pceId: z.string(),
      pceSvn: z.number(),
      ppid: z.string(),
      cpuSvnComponents: z.array(z.number()),
    })
    .optional(),
});

const caseSchema = z.object({
  name: z.string(),
  tee: z.string(),
  evidence: z.string(),
  collateral: z.record(z.string(), z.string().nullable()),
  quote: z.object({ version: z.number(), trailingBytes: z.number().optional() }).optional(),
  verifyAt: z.string().nullable(),
  window: z.object({ notBefore: z.string(), notAfter: z.string() }).nullish(),
  expected: z.looseObject({ verdict: z.string() }),
});

export interface VectorCase {
  readonly name: string;
  readonly expected: z.infer<typeof expectedSchema>;
  readonly quoteVersion: number | null;
  readonly verifyAt: string;
  readonly window: { readonly notBefore: string; readonly notAfter: string } | null;
  /** Standard base64. */
  readonly evidence: string;
  readonly collateral: GivenCollateral;
  readonly hasTcbCollateral: boolean;
}

/** A case of a kind that has a judge of its own. */
export interface KindCase {
  readonly name: string;
  readonly tee: string;
  readonly folder: string;
}

export interface UnsupportedCase {
  readonly name: string;
  readonly why: string;
}

/** Every case of the folder: those that this version judges, and those that it does not, with the reason. */
export async function readCases(folder = VECTORS_FOLDER): Promise<{
  readonly judged: readonly VectorCase[];
  readonly ofKinds: readonly KindCase[];
  readonly unsupported: readonly UnsupportedCase[];
}> {
  const judged: VectorCase[] = [];
  const ofKinds: KindCase[] = [];
  const unsupported: UnsupportedCase[] = [];
  for (const name of caseNames(folder)) {
    const at = path.join(folder, name);
    const description = caseSchema.parse(readJson(path.join(at, "case.json")));
    if (Object.hasOwn(KINDS, description.tee)) {
      ofKinds.push({ name, tee: description.tee, folder: at });
      continue;
    }
    const evidenceFile = quoteFile(description);
    if (evidenceFile === null) {
      unsupported.push({
        name,
        why: `${description.tee} is not known`,
      });
      continue;
    }
    judged.push(await readCase(at, description, evidenceFile));
  }
  return { judged, ofKinds, unsupported };
}

function caseNames(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(path.join(folder, name)).map((inner) => `${name}/${inner}`))
    .filter((name) => existsSync(path.join(folder, name, "case.json")))
    .sort();
}

type Description = z.infer<typeof caseSchema>;

/** Intel quotes only: every other kind has a judge of its own. */
function quoteFile({ tee, evidence }: Description): string | null {
  return tee === "sgx" || tee === "tdx" ? evidence : null;
}

async function readCase(
  folder: string,
  description: Description,
  evidenceFile: string,
): Promise<VectorCase> {
  const evidence = readEvidence(readFileSync(path.join(folder, evidenceFile)));
  if (!evidence.ok) throw new Error(`${description.name}: ${evidence.failure.detail}`);
  const roles = Object.entries(description.collateral).flatMap(([role, file]) =>
    file === null || NOT_COLLATERAL.includes(role) ? [] : [file],
  );
  const files = [...new Set(roles)].map((file) => ({
    file,
    bytes: readFileSync(path.join(folder, file)),
  }));
  const collateral = await readCollateral(files);
  if (!collateral.ok) throw new Error(`${description.name}: ${collateral.failure.detail}`);
  return {
    name: description.name,
    expected: expectedSchema.parse(description.expected),
    quoteVersion: description.quote?.version ?? null,
    verifyAt: z.string().parse(description.verifyAt),
    window: description.window ?? null,
    evidence: evidence.value,
    collateral: collateral.value,
    hasTcbCollateral: files.length > 0,
  };
}

/** Roles beside the endorsements: an event log is evidence, and a nonce is an expectation. */
const NOT_COLLATERAL: readonly string[] = ["ccel", "ccelTable", "nonce", "expectedEvents"];

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
