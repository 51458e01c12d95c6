import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { toBase64 } from "@/lib/bytes/base64";
import type { AmdEndorsements } from "@/lib/rats/endorsements";
import { toPem } from "@/lib/x509/pem";

const ROOT = path.resolve("../shared/vectors/sev-snp");

export const SNP_VECTORS = [
  "confidential-ai-genoa-v5-vcek",
  "google-milan-v2-vcek",
  "milan-v2-vcek",
  "milan-v3-vlek-aws",
] as const;
export type SnpVectorName = (typeof SNP_VECTORS)[number];

const tcbSchema = z.object({
  bootloader: z.number(),
  tee: z.number(),
  snp: z.number(),
  microcode: z.number(),
  raw: z.string(),
});

const caseSchema = z.object({
  evidence: z.string(),
  collateral: z.record(z.string(), z.string()),
  verifyAt: z.string(),
  expected: z.object({
    verdict: z.literal("valid"),
    onlyWith: z.object({ allowDebug: z.literal(true) }).optional(),
    measurement: z.string(),
    reportData: z.string(),
    hostData: z.string(),
    chipId: z.string(),
    reportVersion: z.number(),
    vmpl: z.number(),
    guestSvn: z.number(),
    policy: z.string(),
    platformInfo: z.string(),
    signingKey: z.string(),
    tcb: z.object({
      reportedTcb: tcbSchema,
      currentTcb: tcbSchema,
      committedTcb: tcbSchema,
      launchTcb: tcbSchema,
    }),
    firmware: z.object({ current: z.string(), committed: z.string() }),
    product: z.string(),
    idKeyDigest: z.string(),
    authorKeyDigest: z.string(),
    familyId: z.string(),
    imageId: z.string(),
    reportId: z.string(),
    vekExtensions: z.object({ productName: z.string(), cspID: z.string().optional() }),
    alternatives: z.record(z.string(), z.string()).optional(),
  }),
});

/** One case of real evidence: what to verify, with what, at what time, and what must come out. */
export interface SnpVector {
  readonly name: SnpVectorName;
  readonly report: Uint8Array;
  readonly amd: AmdEndorsements;
  readonly verifyAt: string;
  readonly expected: z.infer<typeof caseSchema>["expected"];
  /** Another file of the case. */
  file(name: string): Uint8Array;
}

/** Null, with the reason printed by the caller, when the folder is not there. */
export function readSnpVector(name: SnpVectorName): SnpVector | null {
  const folder = path.join(ROOT, name);
  if (!existsSync(folder)) return null;
  const file = (other: string) => new Uint8Array(readFileSync(path.join(folder, other)));
  const description = caseSchema.parse(
    JSON.parse(readFileSync(path.join(folder, "case.json"), "utf8")),
  );
  const { collateral } = description;
  const der = (role: string) => (collateral[role] ? file(collateral[role]) : undefined);
  const [vcek, vlek, ark] = [der("vcek"), der("vlek"), der("ark")];
  const signer = der("ask") ?? der("asvk");
  const chain = collateral["chain"]
    ? readFileSync(path.join(folder, collateral["chain"]), "utf8")
    : [signer, ark].map((one) => toPem(one ?? new Uint8Array(), "CERTIFICATE")).join("");
  return {
    name,
    report: file(description.evidence),
    amd: {
      ...(vcek ? { vcek: toBase64(vcek) } : {}),
      ...(vlek ? { vlek: toBase64(vlek) } : {}),
      certChain: chain,
    },
    verifyAt: description.verifyAt,
    expected: description.expected,
    file,
  };
}
