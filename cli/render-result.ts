import type { AttestationResult, SubmoduleResult } from "@/lib/rats/attestation-result";
import {
  CHECK_GROUPS,
  type Check,
  type CheckGroup,
  type CheckStatus,
  type Reason,
} from "@/lib/rats/check";
import { reasonCodeEntry } from "@/lib/rats/reason-codes";
import type { Assurance, Verdict } from "@/lib/rats/verdict";
import { labelled, wrap, type Canvas } from "./layout";
import type { Paint } from "./terminal";

type Style = Parameters<Paint>[0];
/** The whole, or one of its parts. */
type Piece = Pick<SubmoduleResult, Extract<keyof AttestationResult, keyof SubmoduleResult>>;

const verdictStyle = {
  affirming: "green",
  warning: "yellow",
  contraindicated: "red",
  indeterminate: "magenta",
} as const satisfies Record<Verdict, Style>;

/** Signs differ in shape, so that they can be told apart without colour. */
const signs = {
  pass: { sign: "✓", style: "green" },
  warn: { sign: "!", style: "yellow" },
  fail: { sign: "✗", style: "red" },
  skip: { sign: "–", style: "dim" },
} as const satisfies Record<CheckStatus, { sign: string; style: Style }>;

const groupTitles = {
  format: "Format",
  chain: "Certificate chain",
  collateral: "Collateral",
  binding: "Binding",
  signature: "Signature",
  submodules: "Submodules",
  tcb: "Platform patch level",
  policy: "Policy",
  freshness: "Freshness",
} as const satisfies Record<CheckGroup, string>;

const assuranceWords = {
  hardware: "hardware",
  "hardware-debug": "hardware in debug mode",
  "vendor-signed": "signed by a vendor's software",
  simulated: "simulated",
} as const satisfies Record<Assurance, string>;

/** A result for people: the sentence first, then the checks in order of trust, then what was measured. */
export function renderResult(result: AttestationResult, canvas: Canvas): string {
  const sections = [
    heading(result, canvas),
    ...reasons(result, canvas),
    ...CHECK_GROUPS.flatMap((group) => checksOf(group, result, canvas)),
    ...claims(result, canvas),
    ...result.submodules.flatMap((part) => submodule(part, part.name, canvas)),
  ];
  return `\n${sections.join("\n\n")}\n\n`;
}

function heading(result: AttestationResult, canvas: Canvas): string {
  const { paint, columns } = canvas;
  const verdict = paint(["bold", verdictStyle[result.verdict]], result.verdict.toUpperCase());
  const summary = wrap(result.summary, columns - 2).map((line) => `  ${paint("bold", line)}`);
  const { tcb } = result;
  const advisories =
    tcb === null || tcb.advisoryIds.length === 0 ? "no advisories" : tcb.advisoryIds.join(" ");
  const patchLevel: readonly (readonly [string, string])[] =
    tcb === null || tcb.status === null
      ? []
      : [
          [
            "tcb",
            `${tcb.status}, level of ${tcb.date?.slice(0, 10) ?? "unknown date"}, ${advisories}`,
          ],
        ];
  const facts = labelled(
    [
      [
        "evidence",
        [result.evidenceType, formatOf(result)].filter((text) => text !== "").join(", "),
      ],
      ["read from", [...result.detection.wrappings, result.detection.because].join(", ")],
      ["digest", result.evidenceDigest],
      ["stands on", result.claimsVerified ? assuranceWords[result.assurance] : "nothing verified"],
      ...patchLevel,
      ["policy", `${result.policy.name}  ${result.policy.digest.slice(0, 19)}…`],
      ["judged at", result.verifiedAt],
      ["took", `${result.timings.totalMs.toFixed(2)} ms`],
    ],
    { indent: 2, canvas },
  );
  return [`  ${verdict}`, ...summary, "", ...facts].join("\n");
}

function formatOf({ format }: Piece): string {
  const { version, tdx, trailingBytes, certificationDataType: _shown, ...rest } = format;
  return [
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(tdx === undefined ? [] : [`TD report ${tdx}`]),
    ...(trailingBytes === undefined || trailingBytes === 0
      ? []
      : [`${trailingBytes} bytes after it`]),
    ...Object.entries(rest).map(([name, value]) => `${name} ${value}`),
  ].join(", ");
}

/** One part of composite evidence: its sentence, its reasons and what it says; its own parts after it. */
function submodule(part: SubmoduleResult, path: string, canvas: Canvas): readonly string[] {
  const { paint, columns } = canvas;
  const verdict = paint(["bold", verdictStyle[part.verdict]], part.verdict.toUpperCase());
  const facts = labelled(
    [
      ["evidence", [part.evidenceType, formatOf(part)].filter((text) => text !== "").join(", ")],
      ["stands on", part.claimsVerified ? assuranceWords[part.assurance] : "nothing verified"],
      ["bound by", part.binding ?? "nothing: it may come from another machine"],
    ],
    { indent: 2, canvas },
  );
  const head = [
    `${paint("bold", `Part ${path}`)}  ${verdict}`,
    ...wrap(part.summary, columns - 2).map((line) => `  ${line}`),
    "",
    ...facts,
  ].join("\n");
  return [
    head,
    ...reasons(part, canvas),
    ...CHECK_GROUPS.flatMap((group) => checksOf(group, part, canvas)),
    ...claims(part, canvas),
    ...part.submodules.flatMap((inner) => submodule(inner, `${path}/${inner.name}`, canvas)),
  ];
}

function reasons(result: Piece, canvas: Canvas): readonly string[] {
  if (result.reasons.length === 0) return [];
  const { paint, columns } = canvas;
  const lines = sayOnce(result.reasons).flatMap(({ code, message, checks }) => [
    `  ${paint(["bold", verdictStyle[result.verdict]], code)}  ${paint("dim", checks.join(", "))}`,
    ...wrap(message, columns - 4).map((line) => `    ${line}`),
    ...wrap(reasonCodeEntry(code).remedy, columns - 4).map((line) => `    ${paint("dim", line)}`),
  ]);
  return [[paint("bold", "Reasons"), ...lines].join("\n")];
}

/** Checks that fail for the same reason stand behind one sentence. */
function sayOnce(
  all: readonly Reason[],
): readonly (Omit<Reason, "check"> & { readonly checks: readonly string[] })[] {
  const isFirst = ({ code, message }: Reason, index: number) =>
    all.findIndex((other) => other.code === code && other.message === message) === index;
  return all.filter(isFirst).map(({ code, message }) => ({
    code,
    message,
    checks: all
      .filter((other) => other.code === code && other.message === message)
      .map(({ check }) => check),
  }));
}

function checksOf(group: CheckGroup, result: Piece, canvas: Canvas): readonly string[] {
  const checks = result.checks.filter((check) => check.group === group);
  if (checks.length === 0) return [];
  // One column for the whole result, so that every group is aligned with the next.
  const titleWidth = Math.min(
    Math.max(...result.checks.map(({ title }) => title.length)),
    canvas.columns - 8,
  );
  const lines = checks.flatMap((check) => checkLines(check, titleWidth, canvas));
  return [[canvas.paint("bold", groupTitles[group]), ...lines].join("\n")];
}

function checkLines(check: Check, titleWidth: number, canvas: Canvas): readonly string[] {
  const { paint, columns } = canvas;
  const { sign, style } = signs[check.status];
  const isQuiet = check.status === "pass";
  const side = isQuiet
    ? (check.actual ?? "")
    : check.status === "skip"
      ? (check.detail ?? "")
      : (check.code ?? "");
  const room = columns - titleWidth - 6;
  const shown = side.length <= room ? side : "";
  const painted = paint(isQuiet || check.status === "skip" ? "dim" : style, shown);
  const [start = "", ...rest] = wrap(check.title, titleWidth);
  const first = `  ${paint(style, sign)} ${start.padEnd(titleWidth)}  ${painted}`.trimEnd();
  const title = [first, ...rest.map((line) => `    ${line}`)];
  if (isQuiet) return title;

  const rows: (readonly [string, string])[] = [];
  if (check.status !== "skip" && side !== shown) rows.push(["code", side]);
  if (check.detail !== null && check.detail !== shown) rows.push(["why", check.detail]);
  if (check.expected !== null) rows.push(["expected", check.expected]);
  if (check.actual !== null) rows.push(["actual", check.actual]);
  if (check.source !== null && check.status !== "skip") rows.push(["from", check.source]);
  return [...title, ...labelled(rows, { indent: 6, canvas })];
}

function claims(result: Piece, canvas: Canvas): readonly string[] {
  if (result.claims === null) return [];
  const { measurements, reportData, hardware, tcb, attributes } = result.claims;
  const note = result.claimsVerified
    ? ""
    : canvas.paint("yellow", "  not verified: do not rely on it");
  const section = (title: string, rows: readonly (readonly [string, string])[]) =>
    rows.length === 0
      ? []
      : [
          [`${canvas.paint("bold", title)}${note}`, ...labelled(rows, { indent: 2, canvas })].join(
            "\n",
          ),
        ];
  return [
    ...section("Measured software", [
      ...Object.entries(measurements),
      ...(reportData === null ? [] : [["reportData", reportData] as const]),
    ]),
    ...section("Platform", [
      ...Object.entries(hardware),
      ...Object.entries(tcb),
      ...Object.entries(attributes),
    ]),
  ];
}
