import type {
  CarriedData,
  EvidenceScheme,
  OpenedEvidence,
  PrepareInput,
  VerificationTools,
} from "@/lib/evidence/scheme";
import { dcapFormat, inspectQuote } from "@/lib/formats/dcap/inspect-quote";
import { looksLikeQuote, parseQuote, type Quote } from "@/lib/formats/dcap/quote";
import {
  prepareQuote,
  verifyQuote,
  type QuoteVerification,
} from "@/lib/formats/dcap/verification/verify-quote";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { EvidenceFormat } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import type { Claims } from "@/lib/rats/claims";
import { fail, ok, type Result } from "@/lib/rats/result";
import { anchorsFor } from "@/lib/trust/trust-anchors";
import { fmspcKnob, pinsAnything, sectionKnobs } from "./intel-knobs";

type Tee = Quote["body"]["tee"];
type BodyOf<T extends Tee> = Extract<Quote["body"], { tee: T }>;

/** What SGX and TDX quotes differ in. */
interface DcapKind<T extends Tee> {
  readonly tee: T;
  readonly evidenceType: EvidenceScheme["evidenceType"];
  readonly kindName: string;
  /** How the bytes were read, beyond what every quote says. */
  format?(body: BodyOf<T>): EvidenceFormat;
  claims(body: BodyOf<T>, found: Pick<Claims, "hardware" | "tcb">): Claims;
  /** Checks of the body alone. */
  bodyChecks(body: BodyOf<T>, rules: AppraisalPolicy): readonly Check[];
  /** Checks of what came along with the quote. */
  companionChecks?(
    body: BodyOf<T>,
    given: { readonly tools: VerificationTools; readonly eventLog: Uint8Array },
  ): Promise<readonly Check[]>;
}

/** A scheme for quotes of Intel's data center attestation primitives (DCAP): one body, one way of signing it. */
export function dcapScheme<T extends Tee>(
  kind: DcapKind<T>,
  bodyOf: (quote: Quote) => BodyOf<T> | null,
): EvidenceScheme {
  const { tee, evidenceType, kindName } = kind;
  return {
    evidenceType,
    kindName,
    recognises: (bytes) => looksLikeQuote(bytes, tee),
    inspect: (bytes, crypto) => inspectQuote({ bytes, evidenceType, crypto }),
    knobs: (rules, claims) => [
      ...fmspcKnob(rules.intel ?? {}, claims),
      ...sectionKnobs[tee](rules.intel ?? {}, claims),
    ],
    pins: (rules) => pinsAnything(rules.intel?.[tee]),
    open(bytes) {
      const parsed = parseQuote(bytes);
      return parsed.ok ? openQuote(parsed.value, kind, bodyOf) : parsed;
    },
  };
}

function openQuote<T extends Tee>(
  quote: Quote,
  kind: DcapKind<T>,
  bodyOf: (quote: Quote) => BodyOf<T> | null,
): Result<OpenedEvidence> {
  const body = bodyOf(quote);
  if (body === null) {
    const found = quote.body.tee === "sgx" ? "an SGX" : "a TDX";
    return fail("WRONG_TEE_TYPE", `this is ${found} quote`, "header.teeType");
  }
  return ok({
    format: { ...dcapFormat(quote), ...kind.format?.(body) },
    productName: kind.kindName,
    carries: carriedBy(quote.body.report.reportData),
    async prepare(tools: VerificationTools, given: PrepareInput) {
      const { endorsements, rules, eventLog } = given;
      const intel = endorsements.intel ?? {};
      const prepared = await prepareQuote(tools, quote, { endorsements: intel, rules });
      return {
        requiredEndorsements: prepared.required,
        async verify(inputs) {
          const anchors = anchorsFor(inputs.anchors, "intel-sgx");
          const found: QuoteVerification = await verifyQuote(prepared, {
            ...inputs,
            anchors,
          });
          return {
            checks: [
              ...found.checks,
              ...kind.bodyChecks(body, inputs.rules),
              ...(eventLog
                ? ((await kind.companionChecks?.(body, { tools, eventLog })) ?? [])
                : []),
            ],
            claims: kind.claims(body, { hardware: found.hardware, tcb: found.platformTcb }),
            tcb: found.tcb,
            chain: found.chain,
            root: found.anchor?.origin ?? null,
            ceiling: "hardware",
            submodules: [],
          };
        },
      };
    },
  });
}

function carriedBy(reportData: Uint8Array): CarriedData {
  return { reportData, nonces: null, userData: null, issuedAt: null };
}
