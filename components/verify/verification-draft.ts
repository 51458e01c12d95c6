import type { z } from "zod";
import { type ReadEvidence, requestEvidence } from "@/lib/browser/read-evidence";
import { policySchema } from "@/lib/contract/policy";
import { hexSchema, timestampSchema } from "@/lib/contract/scalars";
import { endorsementsSchema, type verificationRequestSchema } from "@/lib/contract/verification";
import { BUILT_IN_POLICIES, type BuiltInPolicyName } from "@/lib/rats/appraisal-policy";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { ReasonCode } from "@/lib/rats/reason-codes";

type Request = z.input<typeof verificationRequestSchema>;

/** What a person has filled in so far; text is as typed, empty means not asked. */
export interface VerificationDraft {
  readonly policy: BuiltInPolicyName | "inline";
  readonly inlinePolicy: string;
  readonly verifyAt: string;
  readonly nonce: string;
  readonly reportData: string;
  readonly payload: string;
  readonly collateral: { readonly name: string; readonly endorsements: Endorsements } | null;
  readonly eventLog: GivenFile | null;
  /** Further pieces of the same attester: its GPUs, its vTPM. */
  readonly parts: readonly GivenPart[];
  /** PEM roots instead of the built-in ones; a sample brings its own. */
  readonly trustAnchors: readonly string[];
}

export interface GivenFile {
  readonly name: string;
  /** Standard base64. */
  readonly base64: string;
}

export interface GivenPart {
  /** Unique among the parts; the result speaks of it by this name. */
  readonly name: string;
  readonly fileName: string;
  readonly evidence: ReadEvidence;
}

const PART_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** A name that no part has yet. */
export function freshPartName(parts: readonly GivenPart[]): string {
  for (let number = 0; ; number += 1) {
    if (!parts.some(({ name }) => name === `part${number}`)) return `part${number}`;
  }
}

export const emptyDraft: VerificationDraft = {
  policy: BUILT_IN_POLICIES[0],
  inlinePolicy: '{\n  "extends": "strict",\n  "intel": { "tdx": {} }\n}',
  verifyAt: "",
  nonce: "",
  reportData: "",
  payload: "",
  collateral: null,
  eventLog: null,
  parts: [],
  trustAnchors: [],
};

export interface FieldProblem {
  readonly message: string;
  readonly code: ReasonCode;
}
export type DraftProblems = Partial<Record<keyof VerificationDraft, FieldProblem>>;

/** The problems of what stands in the fields; empty when a request can be made. */
export function draftProblems(draft: VerificationDraft): DraftProblems {
  const problems: DraftProblems = {};
  if (draft.policy === "inline") {
    const policy = readPolicy(draft.inlinePolicy);
    if (!policy.ok) problems.inlinePolicy = invalid(policy.message);
  }
  const verifyAt = draft.verifyAt.trim();
  if (verifyAt !== "" && !timestampSchema.safeParse(verifyAt).success) {
    problems.verifyAt = invalid("Write it like 2025-08-13T10:00:00Z, with the zone.");
  }
  const reportData = draft.reportData.trim();
  if (reportData !== "" && !hexSchema.length(128).safeParse(reportData).success) {
    problems.reportData = invalid("All 64 bytes are compared: 128 hex digits.");
  }
  if (draft.nonce.trim().length > 1024) {
    problems.nonce = invalid("A nonce has at most 1,024 characters.");
  }
  const names = draft.parts.map(({ name }) => name);
  if (names.some((name) => !PART_NAME.test(name))) {
    problems.parts = invalid("A name begins with a letter and has letters, digits, . _ and -.");
  } else if (new Set(names).size < names.length) {
    problems.parts = invalid("Two pieces have one name.");
  }
  return problems;
}

/** The request for this evidence. Call it only for a draft without problems. */
export function requestOf(evidence: ReadEvidence, draft: VerificationDraft): Request {
  const nonce = draft.nonce.trim();
  const reportData = draft.reportData.trim();
  const verifyAt = draft.verifyAt.trim();
  const expected = {
    ...(nonce !== "" && { nonce }),
    ...(reportData !== "" && { reportData }),
    ...(draft.payload !== "" && { payload: draft.payload }),
  };
  const inline = draft.policy === "inline" ? readPolicy(draft.inlinePolicy) : null;
  return {
    evidence: requestEvidence(evidence),
    ...(inline === null ? { policy: draft.policy } : inline.ok && { policy: inline.policy }),
    ...(Object.keys(expected).length > 0 && { expected }),
    ...(verifyAt !== "" && { verifyAt }),
    ...(draft.collateral !== null && {
      endorsements: endorsementsSchema.parse(draft.collateral.endorsements),
    }),
    ...(draft.eventLog !== null && { eventLog: draft.eventLog.base64 }),
    ...(draft.trustAnchors.length > 0 && { trustAnchors: [...draft.trustAnchors] }),
    ...(draft.parts.length > 0 && {
      submodules: draft.parts.map(({ name, evidence: piece }) => ({
        name,
        evidence: requestEvidence(piece),
      })),
    }),
  };
}

function invalid(message: string): FieldProblem {
  return { message, code: "REQUEST_INVALID" };
}

type ReadPolicy =
  | { readonly ok: true; readonly policy: z.infer<typeof policySchema> }
  | { readonly ok: false; readonly message: string };

/** The contract's own schema, so that a knob with a spelling mistake is told here and not after sending. */
function readPolicy(text: string): ReadPolicy {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : "This is no JSON." };
  }
  const parsed = policySchema.safeParse(json);
  if (parsed.success) return { ok: true, policy: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return { ok: false, message: `${place}${issue?.message ?? "This is no policy."}` };
}
