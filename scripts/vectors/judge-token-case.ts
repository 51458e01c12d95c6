import path from "node:path";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { readTokenVector, type TokenVector } from "@/lib/appraisal/testing/token-vectors";
import { fromBase64, toBase64 } from "@/lib/bytes/base64";
import { noCache } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { emptySource } from "@/lib/verify/gather-endorsements";
import { toPem } from "@/lib/x509/pem";
import type { Judgement } from "./judgement";

interface Question {
  readonly question: string;
  /** Verdict, then a code that must be among the reasons. */
  readonly expected: string;
  readonly request?: Partial<VerificationRequest>;
}

/** What each case must come to: as it is, and with something wrong. */
const QUESTIONS: Readonly<Record<string, (vector: TokenVector) => readonly Question[]>> = {
  "azure-maa-sevsnp-vm": (vector) => [
    {
      question: "at its time, its issuer pinned",
      expected: "affirming",
      request: { policy: pinned(vector) },
    },
    { question: "nobody pins its issuer", expected: "warning TOKEN_ISSUER_UNPINNED" },
    ...changes(vector),
  ],
  "intel-trust-authority-sgx": (vector) => [
    {
      question: "at its time, relaxed",
      expected: "warning TCB_STATUS_TOLERATED",
      request: { policy: "relaxed" },
    },
    { question: "at its time, strict", expected: "contraindicated TCB_STATUS_NOT_ACCEPTED" },
    ...changes(vector),
  ],
  "gcp-confidential-space-debug": unverifiable("contraindicated DEBUG_ENABLED"),
  "gcp-confidential-space-production": unverifiable("indeterminate COLLATERAL_UNAVAILABLE"),
  "nvidia-h100-local-eat": () => [
    {
      question: "at its time, relaxed",
      expected: "contraindicated TOKEN_ALGORITHM_REJECTED",
      request: { policy: "relaxed" },
    },
  ],
  "nvidia-nras-x5c": (vector) => [
    {
      // The chain is good, and there is no token that it signed: nothing is attested.
      question: "its intermediate as the anchor",
      expected: "indeterminate",
      request: { trustAnchors: [intermediateOf(vector)] },
    },
    { question: "without that anchor", expected: "contraindicated ROOT_CA_UNTRUSTED" },
  ],
};

/** Asks everything of one token case. */
export async function judgeTokenCase(folder: string): Promise<readonly Judgement[]> {
  const name = path.basename(folder);
  const vector = readTokenVector(name);
  const questions = QUESTIONS[name];
  if (vector === null || questions === undefined) {
    throw new Error(`${folder} is no token case that is known`);
  }
  const judgements: Judgement[] = [];
  for (const { question, expected, request } of questions(vector)) {
    const result = await judge(vector, request);
    judgements.push({ ...compared(expected, result), vector: `tokens/${name}`, question });
  }
  return judgements;
}

function unverifiable(withoutKeys: string): (vector: TokenVector) => readonly Question[] {
  return () => [
    { question: "without a key set", expected: withoutKeys },
    {
      question: "with another key set",
      expected: "contraindicated TOKEN_KEY_UNKNOWN",
      request: { endorsements: { jwks: { keys: [] } } },
    },
  ];
}

function changes(vector: TokenVector): readonly Question[] {
  const { exp = 0 } = vector.expected;
  const changed = Uint8Array.from(vector.bytes);
  // A letter of the signature that stands for six bits of it.
  const at = changed.lastIndexOf(0x2e) + 20;
  changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
  return [
    {
      question: "a second after its end",
      expected: "contraindicated TOKEN_EXPIRED",
      request: { verifyAt: new Date((exp + 1) * 1000).toISOString() },
    },
    {
      question: "another nonce",
      expected: "contraindicated NONCE_MISMATCH",
      request: { expected: { nonce: "00".repeat(32) } },
    },
    {
      question: "one letter of the signature changed",
      expected: "contraindicated TOKEN_SIGNATURE_INVALID",
      request: { evidence: toBase64(changed) },
    },
  ];
}

function pinned({ expected }: TokenVector) {
  return { extends: "strict" as const, token: { issuers: [String(expected["issuer"])] } };
}

function intermediateOf({ bytes }: TokenVector): string {
  const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const x5c: unknown = Reflect.get(Object(document), "x5c");
  const der = Array.isArray(x5c) ? fromBase64(String(x5c[1])) : null;
  if (der === null) throw new Error("the chain has no intermediate");
  return toPem(der, "CERTIFICATE");
}

async function judge(
  vector: TokenVector,
  request: Partial<VerificationRequest> = {},
): Promise<AttestationResult> {
  const { evidence, jwks, verifyAt } = vector;
  const appraised = await appraiseEvidence(
    { evidence, verifyAt, endorsements: { jwks }, policy: "strict", ...request },
    {
      crypto: nodeCrypto({ pool: false }),
      cache: noCache,
      endorsements: emptySource("no network here"),
      now: new Date(verifyAt),
    },
  );
  if (!appraised.ok) throw new Error(appraised.failure.code);
  return appraised.value.result;
}

function compared(
  expected: string,
  result: AttestationResult,
): Pick<Judgement, "expected" | "got" | "differences"> {
  const [verdict, code] = expected.split(" ");
  const codes = result.reasons.map((reason) => `${reason.code}`);
  return {
    expected,
    got: [result.verdict, ...new Set(codes)].join(" "),
    differences: [
      ...(result.verdict === verdict ? [] : [`verdict: expected ${verdict ?? ""}`]),
      ...(code === undefined || codes.includes(code) ? [] : [`${code} is not among the reasons`]),
      ...(result.assurance === "vendor-signed" ? [] : [`assurance is ${result.assurance}`]),
    ],
  };
}
