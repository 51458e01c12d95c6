import {
  reasonCodeEntry,
  REASON_CODES,
  isReasonCode,
  type ReasonCode,
} from "@/lib/rats/reason-codes";
import { cell, markdownTable } from "./markdown";

const groupTitles: Readonly<Record<string, string>> = {
  format: "Format",
  intel: "Intel SGX and TDX",
  amd: "AMD SEV-SNP",
  nitro: "AWS Nitro",
  cca: "Arm CCA and PSA",
  tpm: "TPM and event logs",
  token: "Tokens",
  composite: "Composite evidence",
  freshness: "Freshness",
  policy: "Policy",
  endorsements: "Endorsements",
  access: "Access",
  audit: "Audit trail",
  request: "Requests",
};

/** `docs/reason-codes.md`, from the table that the product itself reads. */
export function reasonCodesPage(): string {
  const codes = Object.keys(REASON_CODES).filter(isReasonCode);
  const groups = [...new Set(codes.map((code) => reasonCodeEntry(code).group))];
  return [
    "# Reason codes",
    "",
    "<!-- Written by `npx tsx scripts/generate-docs.ts` from lib/rats/reason-codes.ts; a test compares them. -->",
    "",
    "Every check that fails, every request that is refused and every tolerated weakness names one of these. Codes are",
    "stable: programs may compare them, and none is ever renamed or given a second meaning. Sentences may get better.",
    "",
    "_Exit_ is what the command line ends with when the code comes first; _HTTP_ stands where the code can be the answer",
    "to a request. A rejected attestation is no HTTP error: it is kept and answered with its verdict.",
    "",
    ...groups.flatMap((group) => [
      `## ${groupTitles[group] ?? group}`,
      "",
      markdownTable([
        ["Code", "What it says", "What to do", "Exit", "HTTP"],
        ...codes.filter((code) => reasonCodeEntry(code).group === group).map(row),
      ]),
      "",
    ]),
  ].join("\n");
}

function row(code: ReasonCode): readonly string[] {
  const { message, remedy, kind, httpStatus } = reasonCodeEntry(code);
  const exit = kind === "malformed" ? "30" : kind === "unsupported" ? "20" : "10";
  const anchor = `<a id="${code}"></a>\`${code}\``;
  return [anchor, cell(message), cell(remedy), exit, httpStatus?.toString() ?? ""];
}
