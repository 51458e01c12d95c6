import { existsSync } from "node:fs";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import type { AppraisalContext } from "@/lib/appraisal/appraisal";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import { ajvSchemas } from "@/lib/compiled-schemas/ajv-schemas";
import { policySchema } from "@/lib/contract/policy";
import { parseRequest } from "@/lib/contract/problem-of";
import { verificationRequestSchema } from "@/lib/contract/verification";
import { callMemory } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { BUILT_IN_POLICIES, type AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { EndorsementSource } from "@/lib/trust/endorsement-source";
import { readPemChain, toPem } from "@/lib/x509/pem";
import type { VerifyEvidenceCommand } from "./arguments";
import { exitCodeOfResult, type ExitCode } from "./exit-codes";
import { readCollateral } from "./read-collateral";
import { parseJson } from "./parse-json";
import { readEvidence } from "./read-evidence";
import { readInput, readText } from "./read-input";
import { refuse } from "./refuse";
import { renderResult } from "./render-result";
import { painter, type Terminal } from "./terminal";

/** `attestry verify <file>`: one piece of evidence, with what the options say about it. */
export async function verifyEvidence(
  command: VerifyEvidenceCommand,
  terminal: Terminal,
): Promise<ExitCode> {
  const request = await requestOf(command, terminal);
  if (!request.ok) return refuse(request.failure, command.json, terminal);
  return judge(request.value, command.json, terminal);
}

/** `attestry verify --request`: one request as the API takes it. */
export async function verifyRequest(
  { file, json }: { readonly file: string; readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const bytes = await readInput(file, terminal);
  if (!bytes.ok) return refuse(bytes.failure, json, terminal);
  const value = parseJson(readText(bytes.value) ?? "");
  if (value === undefined)
    return refuse({ code: "REQUEST_INVALID", detail: "the request is not JSON" }, json, terminal);
  const request = parseRequest(verificationRequestSchema, value);
  if (!request.ok) return refuse(request.failure, json, terminal, request.errors);
  return judge({ request: request.value, source: noEndorsements }, json, terminal);
}

interface Question {
  readonly request: VerificationRequest;
  readonly source: EndorsementSource;
}

async function judge(
  { request, source }: Question,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const context = appraisalContext({ source, now: terminal.now() });
  const appraised = await appraiseEvidence(request, context);
  if (!appraised.ok) return refuse(appraised.failure, json, terminal);

  const { result } = appraised.value;
  if (json) {
    await terminal.out(`${JSON.stringify(result, null, 2)}\n`);
    if (terminal.errIsTerminal) {
      const paint = painter(terminal.errHasColour);
      await terminal.err(`${paint("bold", result.verdict)}  ${result.summary}\n`);
    }
  } else {
    const paint = painter(terminal.outHasColour);
    await terminal.out(renderResult(result, { paint, columns: terminal.columns }));
  }
  return exitCodeOfResult(result);
}

/** Everything that an appraisal may reach from the command line: no network, no database. */
export function appraisalContext({
  source,
  now,
}: {
  readonly source: EndorsementSource;
  readonly now: Date;
}): AppraisalContext {
  return {
    crypto: nodeCrypto({ pool: false }),
    cache: callMemory(),
    schemas: ajvSchemas(),
    endorsements: source,
    now,
    elapsedMs: () => performance.now(),
  };
}

async function requestOf(
  command: VerifyEvidenceCommand,
  terminal: Terminal,
): Promise<Result<Question>> {
  const bytes = await readInput(command.file, terminal);
  if (!bytes.ok) return bytes;
  const evidence = readEvidence(bytes.value);
  if (!evidence.ok) return evidence;

  const files: { file: string; bytes: Uint8Array }[] = [];
  for (const file of command.collateral) {
    const read = await readInput(file, terminal);
    if (!read.ok) return read;
    files.push({ file, bytes: read.value });
  }
  const collateral = await readCollateral(files);
  if (!collateral.ok) return collateral;

  const policy = await readPolicy(command.policy, terminal);
  if (!policy.ok) return policy;
  const trustAnchors = await readTrustAnchors(command.trustAnchors, terminal);
  if (!trustAnchors.ok) return trustAnchors;
  const eventLog = await readEventLog(command.eventLog, terminal);
  if (!eventLog.ok) return eventLog;

  const { nonce, reportData, payload } = command;
  const isExpecting = nonce !== undefined || reportData !== undefined || payload !== undefined;
  return ok({
    source: collateral.value.source,
    request: {
      evidence: evidence.value,
      evidenceType: command.evidenceType,
      endorsements: collateral.value.endorsements,
      eventLog: eventLog.value,
      expected: isExpecting ? { nonce, reportData, payload } : undefined,
      policy: policy.value,
      trustAnchors: trustAnchors.value,
      verifyAt: command.at,
    },
  });
}

/** A built-in name is a name even where a file is called so; everything else is a file when there is one. */
async function readPolicy(
  policy: string | undefined,
  terminal: Terminal,
): Promise<Result<string | AppraisalPolicy | undefined>> {
  const isName = BUILT_IN_POLICIES.some((name) => name === policy);
  if (policy === undefined || isName || (policy !== "-" && !existsSync(policy))) return ok(policy);
  const bytes = await readInput(policy, terminal);
  if (!bytes.ok) return bytes;
  const parsed = parseRequest(policySchema, parseJson(readText(bytes.value) ?? ""));
  return parsed.ok ? ok(parsed.value) : fail("REQUEST_INVALID", parsed.failure.detail, policy);
}

async function readTrustAnchors(
  files: readonly string[],
  terminal: Terminal,
): Promise<Result<readonly string[] | undefined>> {
  const anchors: string[] = [];
  for (const file of files) {
    const bytes = await readInput(file, terminal);
    if (!bytes.ok) return bytes;
    const text = readText(bytes.value);
    if (text?.includes("-----BEGIN") !== true) {
      anchors.push(toPem(bytes.value, "CERTIFICATE"));
      continue;
    }
    const chain = readPemChain(text, "REQUEST_INVALID");
    if (!chain.ok) return fail(chain.failure.code, chain.failure.detail, file);
    anchors.push(...chain.value.map((der) => toPem(der, "CERTIFICATE")));
  }
  return ok(anchors.length > 0 ? anchors : undefined);
}

async function readEventLog(
  file: string | undefined,
  terminal: Terminal,
): Promise<Result<string | undefined>> {
  if (file === undefined) return ok(undefined);
  const bytes = await readInput(file, terminal);
  if (!bytes.ok) return bytes;
  if (bytes.value.length === 0) return fail("REQUEST_INVALID", "the event log is empty", file);
  return ok(Buffer.from(bytes.value).toString("base64"));
}
