import { type AuditVerification, verifyAuditExport } from "@/lib/audit/verify-export";
import { EXIT, type ExitCode } from "./exit-codes";
import { readAuditKeys } from "./read-audit-keys";
import { cannotRead, inputStream } from "./read-input";
import { readLines } from "./read-lines";
import { refuse } from "./refuse";
import { renderAudit } from "./render-audit";
import { painter, type Terminal } from "./terminal";

export interface AuditVerifyCommand {
  readonly command: "audit-verify";
  readonly file: string;
  /** Files, or hex. */
  readonly keys: readonly string[];
  /** Fingerprints, 64 hex digits each. */
  readonly seals: readonly string[];
  readonly json: boolean;
}

/** `attestry audit verify`: whether an export of an audit trail is as it was written, and if not, where. */
export async function verifyAudit(
  { file, keys, seals, json }: AuditVerifyCommand,
  terminal: Terminal,
): Promise<ExitCode> {
  const pinned = await readAuditKeys(keys, terminal);
  const verified = await verifyAuditExport(linesOf(file, terminal), { ...pinned, seals });
  if (!verified.ok) return refuse(verified.failure, json, terminal);
  const paint = painter(terminal.outHasColour);
  await terminal.out(
    json
      ? `${JSON.stringify(verified.value, null, 2)}\n`
      : renderAudit(verified.value, { paint, columns: terminal.columns }),
  );
  return exitCodeOf(verified.value);
}

function exitCodeOf({ intact }: AuditVerification): ExitCode {
  return intact ? EXIT.good : EXIT.contraindicated;
}

/** A line that is too long to be one of ours is handed on as an empty one, which is none either. */
async function* linesOf(file: string, terminal: Terminal): AsyncGenerator<string> {
  try {
    for await (const line of readLines(inputStream(file, terminal))) yield line.ok ? line.text : "";
  } catch (error) {
    throw cannotRead(file, error);
  }
}
