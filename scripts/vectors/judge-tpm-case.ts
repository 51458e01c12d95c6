import path from "node:path";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { readTpmVector, TPM_VECTORS, type TpmVector } from "@/lib/appraisal/testing/tpm-vectors";
import { emptySource } from "@/lib/verify/gather-endorsements";
import { noCache } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Judgement } from "./judgement";

/** Cases without certificates have no time of their own. */
const ANY_TIME = "2026-01-01T00:00:00Z";

/** What each case must come to under `strict` with its nonce, and why it is not simply affirming. */
const EXPECTED: Readonly<Record<string, string>> = {
  // There is no collateral of its platform, so whether it is patched can't be told.
  "azure-tdx-vtpm-v1": "indeterminate COLLATERAL_UNAVAILABLE",
  // Nothing signs a bare structure: it is for parsing only.
  "dstack-tpms-attest": "contraindicated TPM_SIGNATURE_INVALID",
};

/** Asks everything of one TPM case: as it is, with another nonce, with a PCR changed, and without what vouches for it. */
export async function judgeTpmCase(folder: string): Promise<readonly Judgement[]> {
  const name = TPM_VECTORS.find((known) => known === path.basename(folder));
  const vector = name === undefined ? null : readTpmVector(name);
  if (vector === null) throw new Error(`${folder} is no TPM case that is known`);
  const judgements = [
    compare(vector, {
      question: "at its time, strict",
      expected: EXPECTED[vector.name] ?? "affirming",
      result: await judge(vector),
      more: true,
    }),
    compare(vector, {
      question: "with another nonce",
      expected: "contraindicated NONCE_MISMATCH",
      result: await judge(vector, { expected: { nonce: "00".repeat(32) } }),
    }),
  ];
  if (vector.expected.verdict === "parse-only") return judgements;
  const evidence = withAnotherRegister(vector.evidence);
  return [
    ...judgements,
    compare(vector, {
      question: "a PCR value changed",
      expected: "contraindicated PCR_DIGEST_MISMATCH",
      result: await judge(vector, { evidence }),
    }),
    ...(vector.name === "trustee-tpm-evidence"
      ? [
          compare(vector, {
            question: "its key named by itself only",
            expected: "contraindicated AK_UNTRUSTED",
            result: await judge(vector, { endorsements: {} }),
          }),
        ]
      : []),
  ];
}

async function judge(
  vector: TpmVector,
  changes: Partial<VerificationRequest> = {},
): Promise<AttestationResult> {
  const verifyAt = vector.verifyAt ?? ANY_TIME;
  const { nonce } = vector.expected;
  const appraised = await appraiseEvidence(
    {
      evidence: Buffer.from(vector.evidence).toString("base64"),
      endorsements: vector.endorsements,
      verifyAt,
      ...(nonce === undefined ? {} : { expected: { nonce } }),
      ...changes,
    },
    {
      crypto: nodeCrypto({ pool: false }),
      cache: noCache,
      endorsements: emptySource("no network here"),
      now: new Date(verifyAt),
    },
  );
  if (!appraised.ok) throw new Error(`${vector.name}: ${appraised.failure.code}`);
  return appraised.value.result;
}

/** The last PCR is never extended in the given evidence. */
function withAnotherRegister(evidence: Uint8Array): string {
  const text = new TextDecoder().decode(evidence);
  const zeros = "0".repeat(64);
  const at = text.lastIndexOf(`"${zeros}"`) + 1;
  return Buffer.from(`${text.slice(0, at)}1${text.slice(at + 1)}`).toString("base64");
}

function compare(
  vector: TpmVector,
  given: {
    readonly question: string;
    readonly expected: string;
    readonly result: AttestationResult;
    /** Compares the registers, too. */
    readonly more?: boolean;
  },
): Judgement {
  const { question, expected, result, more = false } = given;
  const [verdict, code] = expected.split(" ");
  const codes = result.reasons.map((reason) => `${reason.code}`);
  const pcrs = more ? Object.entries(vector.expected.pcrs?.sha256 ?? {}) : [];
  return {
    vector: `tpm/${vector.name}`,
    question,
    expected,
    got: [result.verdict, ...new Set(codes)].join(" "),
    differences: [
      ...(result.verdict === verdict ? [] : [`verdict: expected ${verdict ?? ""}`]),
      ...(code === undefined || codes.includes(code) ? [] : [`${code} is not among the reasons`]),
      ...(code !== undefined || codes.length === 0 ? [] : ["there are reasons"]),
      ...pcrs
        .filter(([pcr, value]) => result.claims?.measurements[`pcr${pcr}`] !== value)
        .map(([pcr]) => `PCR ${pcr} differs`),
    ],
  };
}
