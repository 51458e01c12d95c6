import type { TcbSummary } from "@/lib/rats/attestation-result";
import type { Check, Reason } from "@/lib/rats/check";
import { reasonCodeEntry, type ReasonCode } from "@/lib/rats/reason-codes";
import type { Assurance, Verdict } from "@/lib/rats/verdict";

const GENUINE_GROUPS = ["format", "chain", "collateral", "binding", "signature"];

/** Collateral outside its dates decides nothing about who signed the evidence. */
const STALE: readonly ReasonCode[] = [
  "TCB_INFO_EXPIRED",
  "QE_IDENTITY_EXPIRED",
  "PCK_CRL_EXPIRED",
  "ROOT_CRL_EXPIRED",
];

/** One sentence that a person can act on; never a bare "verified". */
export function summarise(given: {
  productName: string;
  verdict: Verdict;
  assurance: Assurance;
  checks: readonly Check[];
  reasons: readonly Reason[];
  tcb: TcbSummary | null;
}): string {
  const { productName, verdict, checks, reasons } = given;
  const first = reasons[0];
  if (verdict === "indeterminate") {
    return `It could not be decided whether this ${productName} is good: ${lowerFirst(first ? reasonCodeEntry(first.code).message : "nothing was checked.")}`;
  }
  const faults = checks.filter(
    ({ group, status }) => status === "fail" && GENUINE_GROUPS.includes(group),
  );
  if (faults.length > 0 && faults.every(({ code }) => code !== null && STALE.includes(code))) {
    return `${productName} with good signatures, but its collateral is not valid at this time.`;
  }
  if (faults.length > 0) {
    return `Not shown to be genuine ${productName}: ${lowerFirst(first ? reasonCodeEntry(first.code).message : "")}`;
  }
  // What the policy left out knowingly, such as the quoting enclave's identity, is no proof that anybody saw.
  const isLeftOut = ({ group, status, code }: Check) =>
    status === "skip" && code !== null && GENUINE_GROUPS.includes(group);
  if (given.assurance === "hardware" && checks.some(isLeftOut)) {
    return `${productName} with good signatures, nothing else of the platform judged, ${softwarePart(checks)}${partsPart(checks)}.`;
  }
  return `${[genuinePart(given), patchPart(given), softwarePart(checks)].join(", ")}${partsPart(checks)}.`;
}

/** Good news about the whole must not hide that a piece of it failed. */
function partsPart(checks: readonly Check[]): string {
  const failed = checks.filter(({ group, status }) => group === "submodules" && status === "fail");
  if (failed.length === 0) return "";
  const names = failed.map(({ id }) => id.replace(/^submodule\./, ""));
  return `; but ${names.length === 1 ? "its part" : "its parts"} ${names.join(" and ")} failed`;
}

function genuinePart({
  productName,
  assurance,
}: {
  productName: string;
  assurance: Assurance;
}): string {
  const words = {
    hardware: `Genuine ${productName}`,
    "hardware-debug": `Genuine ${productName} in debug mode`,
    "vendor-signed": `${productName}, signed by a key that is not the hardware's`,
    simulated: `Simulated ${productName}`,
  } satisfies Record<Assurance, string>;
  return words[assurance];
}

function patchPart({ tcb, checks }: { tcb: TcbSummary | null; checks: readonly Check[] }): string {
  const failed = checks.find(({ group, status }) => group === "tcb" && status === "fail");
  if (failed?.code === "TCB_LEVEL_NOT_FOUND")
    return "older than every patch level that Intel lists";
  if (!tcb?.status) return "patch level not judged";
  const day = tcb.date?.slice(0, 10) ?? "an unknown day";
  if (tcb.status === "UpToDate") return `patched as of ${day}`;
  return `TCB status ${tcb.status} as of ${day}${failed ? ", which the policy does not accept" : ""}`;
}

function softwarePart(checks: readonly Check[]): string {
  const policy = checks.filter(
    ({ group, id }) => group === "policy" && /^policy\.(kind$|\w+\.)/.test(id),
  );
  if (policy.some(({ status }) => status === "fail"))
    return "running something else than the policy expects";
  const pinned = policy.filter(({ status }) => status === "pass");
  const names = checks.find(({ id }) => id === "policy.measurements");
  // Knobs that every policy turns say nothing about what runs there.
  return pinned.length > 0 && names?.status !== "skip"
    ? "running what the policy expects"
    : "running measurements that nobody has approved yet";
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
