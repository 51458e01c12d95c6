import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import { noCache } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { compareVerdict } from "./compare-verdict";
import type { Judgement } from "./judgement";

const caseSchema = z.object({
  name: z.string(),
  evidence: z.string(),
  verifyAt: z.string(),
  window: z.object({ notBefore: z.string(), notAfter: z.string() }),
  expected: z.object({
    onlyWith: z.object({ allowDebug: z.literal(true) }).optional(),
    moduleId: z.string(),
    pcrs: z.record(z.string(), z.string()),
    userData: z.string(),
  }),
});

type NitroCase = z.infer<typeof caseSchema>;

const ONE_SECOND = 1000;

/** Asks everything of one Nitro case: with what its case names, by default, wrapped, outside its window, changed. */
export async function judgeNitroCase(folder: string): Promise<readonly Judgement[]> {
  const vector = caseSchema.parse(JSON.parse(readFileSync(path.join(folder, "case.json"), "utf8")));
  const { name, evidence, expected, verifyAt, window } = vector;
  const policy: AppraisalPolicy = { extends: "strict", ...expected.onlyWith };
  const document = readFileSync(path.join(folder, evidence));
  const wrapped = readFileSync(path.join(folder, "wrapped.bin"));
  const good = expected.onlyWith ? "warning DEBUG_ENABLED" : "affirming";
  const ask = (bytes: Buffer, at: string, asked: AppraisalPolicy | string = policy) =>
    judge(name, { bytes, at, policy: asked });

  const result = await ask(document, verifyAt);
  const fromWrapping = await ask(wrapped, verifyAt);
  // In the middle: inside the payload, which the signature covers.
  const changed = Buffer.from(document);
  const place = document.indexOf(Buffer.from(expected.userData, "hex"));
  changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
  return [
    compareVerdict(name, {
      question: expected.onlyWith ? "with allowDebug" : "at its time, strict",
      expected: good,
      result,
      more: claimDifferences(vector, result),
    }),
    compareVerdict(name, {
      question: "out of its wrapping",
      expected: good,
      result: fromWrapping,
      more: fromWrapping.evidenceDigest === result.evidenceDigest ? [] : ["another document"],
    }),
    ...(expected.onlyWith
      ? [
          compareVerdict(name, {
            question: "at its time, strict",
            expected: "contraindicated DEBUG_ENABLED",
            result: await ask(document, verifyAt, "strict"),
          }),
        ]
      : []),
    compareVerdict(name, {
      question: "a second before its window",
      expected: "contraindicated CERT_EXPIRED",
      result: await ask(document, shifted(window.notBefore, -ONE_SECOND)),
    }),
    compareVerdict(name, {
      question: "a second after its window",
      expected: "contraindicated CERT_EXPIRED",
      result: await ask(document, shifted(window.notAfter, ONE_SECOND)),
    }),
    compareVerdict(name, {
      question: "one bit of the user data changed",
      expected: "contraindicated COSE_SIGNATURE_INVALID",
      result: await ask(changed, verifyAt),
    }),
  ];
}

async function judge(
  name: string,
  given: { readonly bytes: Buffer; readonly at: string; readonly policy: AppraisalPolicy | string },
): Promise<AttestationResult> {
  const { bytes, at, policy } = given;
  const appraised = await appraiseEvidence(
    { evidence: bytes.toString("base64"), policy, verifyAt: at },
    {
      crypto: nodeCrypto({ pool: false }),
      cache: noCache,
      endorsements: noEndorsements,
      now: new Date(at),
    },
  );
  if (!appraised.ok) throw new Error(`${name}: ${appraised.failure.code}`);
  return appraised.value.result;
}

function claimDifferences(
  { expected }: NitroCase,
  { claims }: AttestationResult,
): readonly string[] {
  const wanted: Readonly<Record<string, string>> = {
    moduleId: expected.moduleId,
    userData: expected.userData,
    ...Object.fromEntries(
      Object.entries(expected.pcrs).map(([index, value]) => [`pcr${index}`, value]),
    ),
  };
  const got: Readonly<Record<string, string>> = {
    ...claims?.measurements,
    ...claims?.attributes,
    ...claims?.hardware,
  };
  return Object.entries(wanted).flatMap(([name, value]) =>
    got[name] === value ? [] : [`${name}: expected ${value}, got ${got[name] ?? "none"}`],
  );
}

function shifted(time: string, byMs: number): string {
  return new Date(Date.parse(time) + byMs).toISOString();
}
