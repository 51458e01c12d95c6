import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readCollateral } from "@/cli/read-collateral";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { noCache } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { compareVerdict } from "./compare-verdict";
import type { Judgement } from "./judgement";

const caseSchema = z.object({
  name: z.string(),
  evidence: z.string(),
  collateral: z.record(z.string(), z.string()),
  verifyAt: z.string(),
  expected: z.object({
    onlyWith: z.object({ allowDebug: z.literal(true) }).optional(),
    measurement: z.string(),
    reportData: z.string(),
    hostData: z.string(),
    chipId: z.string(),
    vmpl: z.number(),
    guestSvn: z.number(),
    policy: z.string(),
    platformInfo: z.string(),
    tcb: z.record(z.string(), z.looseObject({ raw: z.string() })),
    idKeyDigest: z.string(),
    authorKeyDigest: z.string(),
    familyId: z.string(),
    imageId: z.string(),
    reportId: z.string(),
    alternatives: z.record(z.string(), z.string()).default({}),
  }),
});

type SnpCase = z.infer<typeof caseSchema>;

/** Asks everything of one SEV-SNP case: with what its case names, by default, changed, and with wrong certificates. */
export async function judgeSnpCase(folder: string): Promise<readonly Judgement[]> {
  const vector = caseSchema.parse(JSON.parse(readFileSync(path.join(folder, "case.json"), "utf8")));
  const { onlyWith, alternatives } = vector.expected;
  const tolerant: AppraisalPolicy = { extends: "relaxed", ...onlyWith };
  const good = await judge(folder, vector, { policy: tolerant });
  const byDefault = await judge(folder, vector, { policy: "strict" });
  const changed = await judge(folder, vector, { policy: tolerant, flip: 0x90 });
  return [
    compareVerdict(vector.name, {
      question: onlyWith ? "with allowDebug" : "at its time, relaxed",
      expected: onlyWith ? "warning DEBUG_ENABLED" : "affirming",
      result: good,
      more: claimDifferences(vector, good),
    }),
    compareVerdict(vector.name, {
      question: "at its time, strict",
      expected: onlyWith ? "contraindicated DEBUG_ENABLED" : "affirming",
      result: byDefault,
    }),
    compareVerdict(vector.name, {
      question: "one bit of the report changed",
      expected: "contraindicated REPORT_SIGNATURE_INVALID",
      result: changed,
    }),
    ...(await Promise.all(
      Object.keys(alternatives).map(async (file) =>
        compareVerdict(vector.name, {
          question: `with ${file}`,
          expected: "contraindicated VCEK_CHAIN_INVALID",
          result: await judge(folder, vector, { policy: tolerant, vcek: file }),
        }),
      ),
    )),
  ];
}

async function judge(
  folder: string,
  vector: SnpCase,
  given: { policy: string | AppraisalPolicy; flip?: number; vcek?: string },
): Promise<AttestationResult> {
  const report = readFileSync(path.join(folder, vector.evidence));
  if (given.flip !== undefined) report.writeUInt8(report.readUInt8(given.flip) ^ 1, given.flip);
  const roles = { ...vector.collateral, ...(given.vcek ? { vcek: given.vcek } : {}) };
  const collateral = await readCollateral(
    Object.values(roles).map((file) => ({ file, bytes: readFileSync(path.join(folder, file)) })),
  );
  if (!collateral.ok) throw new Error(`${vector.name}: ${collateral.failure.detail}`);
  const appraised = await appraiseEvidence(
    {
      evidence: report.toString("base64"),
      endorsements: collateral.value.endorsements,
      policy: given.policy,
      verifyAt: vector.verifyAt,
    },
    {
      crypto: nodeCrypto({ pool: false }),
      cache: noCache,
      endorsements: collateral.value.source,
      now: new Date(vector.verifyAt),
    },
  );
  if (!appraised.ok) throw new Error(`${vector.name}: ${appraised.failure.code}`);
  return appraised.value.result;
}

function claimDifferences({ expected }: SnpCase, { claims }: AttestationResult): readonly string[] {
  const wanted: Readonly<Record<string, string>> = {
    measurement: expected.measurement,
    hostData: expected.hostData,
    idKeyDigest: expected.idKeyDigest,
    authorKeyDigest: expected.authorKeyDigest,
    chipId: expected.chipId,
    vmpl: `${expected.vmpl}`,
    guestSvn: `${expected.guestSvn}`,
    guestPolicy: expected.policy,
    platformInfo: expected.platformInfo,
    familyId: expected.familyId,
    imageId: expected.imageId,
    reportId: expected.reportId,
    ...Object.fromEntries(Object.entries(expected.tcb).map(([name, { raw }]) => [name, raw])),
  };
  const got: Readonly<Record<string, string>> = {
    ...claims?.measurements,
    ...claims?.attributes,
    ...claims?.tcb,
    ...claims?.hardware,
  };
  const differing = Object.entries(wanted).flatMap(([name, value]) =>
    got[name] === value ? [] : [`${name}: expected ${value}, got ${got[name] ?? "none"}`],
  );
  return claims?.reportData === expected.reportData ? differing : [...differing, "reportData"];
}
