import { createHash } from "node:crypto";
import { newAttestationId } from "../attestations";
import type { NewAttestation } from "../attestation-record";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { ReasonCode } from "@/lib/rats/reason-codes";

export interface SampleOptions extends Partial<
  Pick<
    NewAttestation,
    "id" | "receivedAt" | "endorsements" | "contents" | "reverifies" | "idempotency"
  >
> {
  readonly evidence?: Uint8Array;
  readonly verdict?: AttestationResult["verdict"];
  readonly evidenceType?: AttestationResult["evidenceType"];
  readonly tcbStatus?: NonNullable<AttestationResult["tcb"]>["status"];
  readonly fmspc?: string;
  readonly measurements?: Readonly<Record<string, string>>;
  readonly reportData?: string;
  readonly reasonCodes?: readonly ReasonCode[];
  readonly policyName?: string;
  readonly verifiedAt?: string;
  readonly submodules?: AttestationResult["submodules"];
}

let counter = 0;

/** A record that says what its options say; nothing has been judged. For tests of what stores and shows records. */
export function sampleAttestation(options: SampleOptions = {}): NewAttestation {
  counter += 1;
  const evidence =
    options.evidence ?? new TextEncoder().encode(`evidence ${process.pid} ${counter}`);
  const measurements = options.measurements ?? { mrtd: "ab".repeat(48), rtmr0: "00".repeat(48) };
  const [name, value] = Object.entries(measurements)[0] ?? [];
  return {
    id: options.id ?? newAttestationId(),
    receivedAt: options.receivedAt ?? new Date(),
    evidence,
    endorsements: options.endorsements ?? [],
    contents: options.contents ?? [],
    reverifies: options.reverifies ?? null,
    idempotency: options.idempotency,
    measurement: name === undefined || value === undefined ? null : { name, value },
    request: { policy: "strict" },
    result: {
      verdict: options.verdict ?? "affirming",
      evidenceType: options.evidenceType ?? "intel-tdx-quote",
      detection: { by: "content", wrappings: [], because: "" },
      format: { version: 4 },
      assurance: "hardware",
      simulated: false,
      verifiedAt: options.verifiedAt ?? "2025-06-20T00:00:00.000Z",
      policy: { name: options.policyName ?? "strict", digest: `sha256:${"11".repeat(32)}` },
      evidenceDigest: `sha256:${createHash("sha256").update(evidence).digest("hex")}`,
      claims: {
        measurements,
        reportData: options.reportData ?? "00".repeat(64),
        debug: false,
        hardware: { fmspc: options.fmspc ?? "b0c06f000000" },
        tcb: {},
        attributes: {},
      },
      claimsVerified: true,
      tcb: {
        status: options.tcbStatus ?? "UpToDate",
        date: null,
        advisoryIds: [],
        evaluationDataNumber: 17,
        components: {},
      },
      checks: [],
      reasons: (options.reasonCodes ?? []).map((code) => ({ code, check: "check", message: "" })),
      chain: [],
      summary: "A sample.",
      submodules: options.submodules ?? [],
      timings: { totalMs: 1.5 },
    },
  };
}
