import { parseArgs } from "node:util";
import { timestampSchema, hexSchema } from "@/lib/contract/scalars";
import { EVIDENCE_TYPES, type EvidenceType } from "@/lib/rats/evidence-type";
import type { AuditVerifyCommand } from "./audit-command";
import type { SimulateCommand } from "./simulate-command";
import { UsageError } from "./usage";

export interface VerifyEvidenceCommand {
  readonly command: "verify";
  readonly file: string;
  readonly evidenceType: EvidenceType | undefined;
  readonly collateral: readonly string[];
  readonly eventLog: string | undefined;
  /** The name of a policy, or a file that holds one. */
  readonly policy: string | undefined;
  readonly at: string | undefined;
  readonly nonce: string | undefined;
  readonly reportData: string | undefined;
  readonly payload: string | undefined;
  readonly trustAnchors: readonly string[];
  readonly json: boolean;
}

export type Command =
  | VerifyEvidenceCommand
  | { readonly command: "verify-request"; readonly file: string; readonly json: boolean }
  | { readonly command: "verify-batch"; readonly file: string }
  | {
      readonly command: "inspect";
      readonly file: string;
      readonly evidenceType: EvidenceType | undefined;
      readonly json: boolean;
    }
  | SimulateCommand
  | AuditVerifyCommand
  | { readonly command: "help" }
  | { readonly command: "version" };

const OPTIONS = {
  type: { type: "string" },
  collateral: { type: "string", multiple: true },
  "event-log": { type: "string" },
  policy: { type: "string" },
  at: { type: "string" },
  nonce: { type: "string" },
  "report-data": { type: "string" },
  payload: { type: "string" },
  "trust-anchor": { type: "string", multiple: true },
  request: { type: "string" },
  batch: { type: "string" },
  measurement: { type: "string", multiple: true },
  debug: { type: "boolean" },
  tcb: { type: "string" },
  out: { type: "string" },
  authority: { type: "string" },
  key: { type: "string", multiple: true },
  seal: { type: "string", multiple: true },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/**
 * Reads what stands behind `attestry`.
 * @throws UsageError that says what is wrong and what is wanted.
 */
export function readArguments(argv: readonly string[]): Command {
  const { values, positionals, tokens } = parse(argv);
  if (values.help === true) return { command: "help" };
  if (values.version === true) return { command: "version" };
  refuseRepeated(tokens);

  const [command, file, ...rest] = positionals;
  if (command === undefined)
    throw new UsageError("Name a command: verify, inspect, simulate or audit.");
  if (command === "help") return { command: "help" };
  if (command === "simulate") {
    allowOnly(Object.keys(values), SIMULATE_OPTIONS, "simulate");
    if (file !== undefined) throw new UsageError(`"${file}" is too much: simulate reads no file.`);
    return readSimulate(values);
  }
  if (command === "audit") {
    allowOnly(Object.keys(values), ["key", "seal", "json"], "audit verify");
    return readAudit(positionals.slice(1), values);
  }
  if (command !== "verify" && command !== "inspect")
    throw new UsageError(
      `There is no command "${command}"; there are verify, inspect, simulate and audit.`,
    );
  if (rest.length > 0) throw new UsageError(`One file at a time: "${rest[0]}" is one too many.`);

  const given = Object.keys(values);
  const json = values.json === true;
  if (command === "inspect") {
    allowOnly(given, ["type", "json"], "inspect");
    const evidenceType = readEvidenceType(values.type);
    return { command: "inspect", file: requireFile(file), evidenceType, json };
  }

  if (values.request !== undefined) {
    allowOnly(given, ["request", "json"], "verify --request");
    refuseFile(file, "--request");
    return { command: "verify-request", file: values.request, json };
  }
  if (values.batch !== undefined) {
    allowOnly(given, ["batch", "json"], "verify --batch");
    refuseFile(file, "--batch");
    return { command: "verify-batch", file: values.batch };
  }
  allowOnly(given, VERIFY_OPTIONS, "verify");
  refuseTwoStandardInputs([
    file,
    values["event-log"],
    values.policy,
    ...(values.collateral ?? []),
    ...(values["trust-anchor"] ?? []),
  ]);
  return {
    command: "verify",
    file: requireFile(file),
    evidenceType: readEvidenceType(values.type),
    collateral: values.collateral ?? [],
    eventLog: values["event-log"],
    policy: values.policy,
    at: readTime(values.at),
    nonce: readHex("--nonce", values.nonce),
    reportData: readHex("--report-data", values["report-data"]),
    payload: readPayload(values.payload),
    trustAnchors: values["trust-anchor"] ?? [],
    json,
  };
}

const VERIFY_OPTIONS = [
  "type",
  "collateral",
  "event-log",
  "policy",
  "at",
  "nonce",
  "report-data",
  "payload",
  "trust-anchor",
  "json",
];
const SIMULATE_OPTIONS = ["type", "nonce", "measurement", "debug", "tcb", "at", "out", "authority"];

function readSimulate(values: ReturnType<typeof parse>["values"]): SimulateCommand {
  const evidenceType = readEvidenceType(values.type);
  if (evidenceType === undefined) throw new UsageError("Name the kind to simulate with --type.");
  const tcb = values.tcb ?? "UpToDate";
  if (tcb !== "UpToDate" && tcb !== "OutOfDate")
    throw new UsageError(`--tcb is UpToDate or OutOfDate, not "${tcb}".`);
  return {
    command: "simulate",
    evidenceType,
    nonce: readHex("--nonce", values.nonce),
    measurements: Object.fromEntries((values.measurement ?? []).map(readMeasurement)),
    debug: values.debug === true,
    tcb,
    at: readTime(values.at),
    out: values.out,
    authority: values.authority,
  };
}

function readAudit(
  [verb, file, ...rest]: readonly string[],
  values: ReturnType<typeof parse>["values"],
): AuditVerifyCommand {
  if (verb !== "verify") throw new UsageError('"attestry audit" knows one thing: audit verify.');
  if (rest.length > 0) throw new UsageError(`One file at a time: "${rest[0]}" is one too many.`);
  if (file === undefined || file === "")
    throw new UsageError("Name the file that holds the export, or - for standard input.");
  const keys = values.key ?? [];
  refuseTwoStandardInputs([file, ...keys]);
  return {
    command: "audit-verify",
    file,
    keys,
    seals: (values.seal ?? []).map(readSeal),
    json: values.json === true,
  };
}

function readSeal(text: string): string {
  const seal = text.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(seal)) return seal;
  throw new UsageError(`--seal wants the fingerprint of a seal, 64 hex digits, not "${text}".`);
}

function readMeasurement(text: string): [string, string] {
  const [, name, value] = /^([A-Za-z][\w.]*)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--measurement wants NAME=VALUE, not "${text}".`);
  return [name, value];
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: OPTIONS,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    // node:util throws for unknown options and missing values; its sentences are meant for people.
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

const MULTIPLE = ["collateral", "trust-anchor", "measurement", "key", "seal"];

/** parseArgs lets the last one win; two times to judge at are a mistake that must not pass in silence. */
function refuseRepeated(tokens: ReturnType<typeof parse>["tokens"]): void {
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option" || MULTIPLE.includes(token.name)) continue;
    if (seen.has(token.name)) throw new UsageError(`--${token.name} stands there twice.`);
    seen.add(token.name);
  }
}

function refuseTwoStandardInputs(files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === "-").length > 1)
    throw new UsageError("Standard input can be read once: only one file can be -.");
}

function allowOnly(given: readonly string[], allowed: readonly string[], command: string): void {
  const extra = given.find((name) => !allowed.includes(name));
  if (extra !== undefined) throw new UsageError(`"attestry ${command}" does not take --${extra}.`);
}

function requireFile(file: string | undefined): string {
  if (file === undefined || file === "")
    throw new UsageError("Name the file that holds the evidence, or - for standard input.");
  return file;
}

function refuseFile(file: string | undefined, option: string): void {
  if (file !== undefined)
    throw new UsageError(`${option} names the file already; "${file}" is one too many.`);
}

function readEvidenceType(text: string | undefined): EvidenceType | undefined {
  if (text === undefined) return undefined;
  const found = EVIDENCE_TYPES.find((type) => type === text);
  if (found === undefined)
    throw new UsageError(`--type ${text} is not known; it is one of ${EVIDENCE_TYPES.join(", ")}.`);
  return found;
}

function readTime(text: string | undefined): string | undefined {
  if (text === undefined || timestampSchema.safeParse(text).success) return text;
  throw new UsageError(`--at wants a time like 2026-11-21T00:00:00Z, not "${text}".`);
}

function readHex(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const hex = text.replace(/^0x/i, "");
  if (hexSchema.safeParse(hex).success) return hex;
  throw new UsageError(`${option} wants hex digits, two for each byte.`);
}

function readPayload(text: string | undefined): string | undefined {
  if (text === "") throw new UsageError("--payload is empty.");
  return text;
}
