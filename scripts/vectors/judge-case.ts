import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import type { AppraisalContext } from "@/lib/appraisal/appraisal";
import { noCache } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { Judgement } from "./judgement";
import type { VectorCase } from "./read-cases";

const ONE_SECOND = 1000;
/** Inside the signed body of every quote that there is: CPU SVN or MRSEAM. */
const BYTE_OF_SIGNED_BODY = 100;

/** Asks everything of one case: at its time, before and after its window, and with one byte changed. */
export async function judgeCase(vector: VectorCase): Promise<readonly Judgement[]> {
  const judgements = vector.hasTcbCollateral
    ? [await judgedAtItsTime(vector)]
    : [await judgedWithoutCollateral(vector), await judgedBySignaturesOnly(vector)];
  if (vector.window !== null) {
    const before = shifted(vector.window.notBefore, -ONE_SECOND);
    const after = shifted(vector.window.notAfter, ONE_SECOND);
    judgements.push(await judgedOutside(vector, "a second before its window", before));
    judgements.push(await judgedOutside(vector, "a second after its window", after));
  }
  judgements.push(await judgedChanged(vector));
  return judgements;
}

async function judgedAtItsTime(vector: VectorCase): Promise<Judgement> {
  const result = await judge(vector, "relaxed");
  const { expected } = vector;
  const question = "at its time, relaxed";
  if (expected.verdict !== "valid") {
    return judgement(vector, question, "contraindicated TCB_LEVEL_NOT_FOUND", result, [
      ...different("verdict", "contraindicated", result.verdict),
      ...missingReason("TCB_LEVEL_NOT_FOUND", result),
      ...different("tcb status", "none", result.tcb?.status ?? "none"),
      ...claimDifferences(vector, result),
    ]);
  }
  const verdict = expected.tcbStatus === "UpToDate" ? "affirming" : "warning";
  return judgement(vector, question, `${verdict} ${expected.tcbStatus ?? ""}`, result, [
    ...different("verdict", verdict, result.verdict),
    ...tcbDifferences(vector, result),
    ...claimDifferences(vector, result),
  ]);
}

async function judgedWithoutCollateral(vector: VectorCase): Promise<Judgement> {
  const result = await judge(vector, "strict");
  return judgement(
    vector,
    "no collateral, strict",
    "indeterminate COLLATERAL_UNAVAILABLE",
    result,
    [
      ...different("verdict", "indeterminate", result.verdict),
      ...different("reasons", "COLLATERAL_UNAVAILABLE", codesOf(result)),
    ],
  );
}

async function judgedBySignaturesOnly(vector: VectorCase): Promise<Judgement> {
  const policy = { extends: "relaxed", intel: { evaluateTcb: false } } as const;
  const result = await judge(vector, policy);
  return judgement(vector, "signatures only", "warning", result, [
    ...different("verdict", "warning", result.verdict),
    ...claimDifferences(vector, result),
  ]);
}

async function judgedOutside(vector: VectorCase, question: string, at: string): Promise<Judgement> {
  const result = await judge(vector, "relaxed", { at });
  return judgement(vector, question, "not accepted", result, notAccepted(result));
}

async function judgedChanged(vector: VectorCase): Promise<Judgement> {
  const bytes = Buffer.from(vector.evidence, "base64");
  bytes.writeUInt8(bytes.readUInt8(BYTE_OF_SIGNED_BODY) ^ 1, BYTE_OF_SIGNED_BODY);
  const changed = { ...vector, evidence: bytes.toString("base64") };
  const result = await judge(changed, "relaxed");
  return judgement(
    vector,
    "one bit of the body changed",
    "contraindicated QUOTE_SIGNATURE_INVALID",
    result,
    [
      ...different("verdict", "contraindicated", result.verdict),
      ...missingReason("QUOTE_SIGNATURE_INVALID", result),
    ],
  );
}

/** Judged with nothing cached, so that no case stands on what another one left behind. */
async function judge(
  vector: VectorCase,
  policy: string | AppraisalPolicy,
  { at = vector.verifyAt } = {},
): Promise<AttestationResult> {
  const context: AppraisalContext = {
    crypto: nodeCrypto({ pool: false }),
    cache: noCache,
    endorsements: vector.collateral.source,
    now: new Date(at),
  };
  const { evidence } = vector;
  const { endorsements } = vector.collateral;
  const appraised = await appraiseEvidence(
    { evidence, endorsements, policy, verifyAt: at },
    context,
  );
  if (!appraised.ok) throw new Error(`${vector.name}: ${appraised.failure.code}`);
  return appraised.value.result;
}

function judgement(
  vector: VectorCase,
  question: string,
  expected: string,
  result: AttestationResult,
  differences: readonly string[],
): Judgement {
  const named = result.reasons.length > 0 ? codesOf(result) : (result.tcb?.status ?? "");
  const got = `${result.verdict} ${named}`.trim();
  return { vector: vector.name, question, expected: expected.trim(), got, differences };
}

function tcbDifferences({ expected }: VectorCase, result: AttestationResult): readonly string[] {
  const { tcb } = result;
  const advisories = (ids: readonly string[]) => [...ids].sort().join(" ");
  const component = (name: string, wanted: string | undefined) =>
    wanted === undefined ? [] : different(name, wanted, tcb?.components[name] ?? "none");
  return [
    ...different("tcb status", expected.tcbStatus ?? "none", tcb?.status ?? "none"),
    ...component("platform", expected.platformTcbStatus),
    ...component("qe", expected.qeTcbStatus),
    ...component("tdxModule", expected.tdxModuleStatus),
    ...(expected.advisoryIds === undefined
      ? []
      : different(
          "advisories",
          advisories(expected.advisoryIds),
          advisories(tcb?.advisoryIds ?? []),
        )),
    ...(expected.tcbDate === undefined
      ? []
      : different("tcb date", instant(expected.tcbDate), instant(tcb?.date ?? ""))),
  ];
}

/** Names differ in the case of letters between the vectors and the contract; values must not differ in anything. */
function claimDifferences({ expected }: VectorCase, result: AttestationResult): readonly string[] {
  const { claims } = result;
  if (claims === null) return ["there are no claims"];
  const got = new Map(
    [claims.measurements, claims.attributes, claims.tcb, claims.hardware]
      .flatMap((part) => Object.entries(part))
      .map(([name, value]) => [name.toLowerCase(), value]),
  );
  const wanted = wantedClaims(expected);
  const differing = Object.entries(wanted).flatMap(([name, value]) =>
    different(name, String(value), got.get(name.toLowerCase()) ?? "none"),
  );
  if (expected.reportData === undefined) return differing;
  return [
    ...differing,
    ...different("reportData", expected.reportData, claims.reportData ?? "none"),
  ];
}

/** The vectors' names for what the contract's claims call otherwise. */
function wantedClaims({
  measurements,
  platform,
}: VectorCase["expected"]): Readonly<Record<string, string | number>> {
  // The enclave's own CPUSVN; `cpuSvn` among the claims is that of the PCK certificate.
  const { cpuSvn, ...named } = measurements;
  return {
    ...named,
    ...(cpuSvn === undefined ? {} : { reportCpuSvn: cpuSvn }),
    ...(platform === undefined
      ? {}
      : {
          fmspc: platform.fmspc,
          pceId: platform.pceId,
          pceSvn: platform.pceSvn,
          ppid: platform.ppid,
          sgxComponents: platform.cpuSvnComponents.join("."),
        }),
  };
}

function notAccepted({ verdict }: AttestationResult): readonly string[] {
  return verdict === "contraindicated" || verdict === "indeterminate"
    ? []
    : [`verdict: ${verdict} outside the window`];
}

function different(what: string, expected: string, got: string): readonly string[] {
  return expected === got ? [] : [`${what}: expected ${expected}, got ${got}`];
}

/** Other reasons may stand beside it: every independent failure is reported. */
function missingReason(code: ReasonCode, { reasons }: AttestationResult): readonly string[] {
  return reasons.some((reason) => reason.code === code) ? [] : [`${code} is not among the reasons`];
}

function codesOf(result: AttestationResult): string {
  return [...new Set(result.reasons.map(({ code }) => code))].join(" ");
}

function shifted(time: string, byMs: number): string {
  return new Date(Date.parse(time) + byMs).toISOString();
}

/** The same moment may be written with or without milliseconds. */
function instant(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? time : new Date(ms).toISOString();
}
