import type { AuditFinding, AuditVerification } from "@/lib/audit/verify-export";
import { reasonCodeEntry } from "@/lib/rats/reason-codes";
import { labelled, wrap, type Canvas } from "./layout";

/** What was found in an export, for people: the answer first, then how far it reaches, then each finding. */
export function renderAudit(audit: AuditVerification, canvas: Canvas): string {
  const { paint, columns } = canvas;
  const head = audit.intact
    ? paint(["bold", "green"], "INTACT")
    : paint(["bold", "red"], "TAMPERED");
  const sentence = audit.intact
    ? `All ${audit.events} events are as they were written.`
    : "This trail is not as it was written.";
  const lines = [
    "",
    `  ${head}`,
    ...wrap(sentence, columns - 2).map((line) => `  ${paint("bold", line)}`),
    "",
    ...labelled(facts(audit), { indent: 2, canvas }),
    ...audit.findings.flatMap((finding) => ["", ...findingLines(finding, canvas)]),
    ...(audit.furtherFindings === 0 ? [] : ["", `  and ${audit.furtherFindings} more`]),
    "",
  ];
  return `${lines.join("\n")}\n`;
}

function facts(audit: AuditVerification): readonly (readonly [string, string])[] {
  const { organization, fromSeq, toSeq, seals, unsealed } = audit;
  const before = fromSeq === 1 ? "" : `; what came before event ${fromSeq} is not in this export`;
  const sealed = `${seals} ${seals === 1 ? "seal" : "seals"}`;
  const rest =
    unsealed === 0
      ? ", every event sealed"
      : `; the last ${unsealed === 1 ? "event is" : `${unsealed} events are`} chained but not sealed yet`;
  const pin = audit.isKeyPinned
    ? "as given with --key"
    : "the export's own word: compare this fingerprint with the one that the installation shows, or give --key";
  return [
    ["organization", `${printable(organization.name)}, ${organization.id}`],
    ["events", `${fromSeq} to ${toSeq}${before}`],
    ["sealed", `${sealed}${rest}`],
    ...(audit.lastSeal === null ? [] : [["last seal", audit.lastSeal] as const]),
    ["key", `${audit.keyId}, ${pin}`],
    ["exported at", audit.exportedAt.toISOString()],
  ];
}

function findingLines(finding: AuditFinding, canvas: Canvas): readonly string[] {
  const { paint, columns } = canvas;
  const place = `line ${finding.line}${finding.seq === null ? "" : `, event ${finding.seq}`}`;
  const { message, remedy } = reasonCodeEntry(finding.code);
  return [
    `  ${paint("red", "✗")} ${paint("bold", finding.code)}  ${paint("dim", place)}`,
    ...wrap(`${message} ${finding.detail}.`, columns - 4).map((line) => `    ${line}`),
    ...wrap(remedy, columns - 4).map((line) => `    ${paint("dim", line)}`),
  ];
}

/** A name is written by whoever made the file; nothing of it may steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, "�");
}
