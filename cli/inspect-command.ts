import { inspectEvidence } from "@/lib/appraisal/inspect-evidence";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import { isReasonCode } from "@/lib/rats/reason-codes";
import { EXIT, exitCodeOfRefusal, type ExitCode } from "./exit-codes";
import { readInput } from "./read-input";
import { refuse } from "./refuse";
import { renderInspection } from "./render-inspection";
import { painter, type Terminal } from "./terminal";

export interface InspectCommand {
  readonly file: string;
  readonly evidenceType: EvidenceType | undefined;
  readonly json: boolean;
}

/** `attestry inspect`: every field with its offset and length; verifies nothing. */
export async function inspect(command: InspectCommand, terminal: Terminal): Promise<ExitCode> {
  const { file, evidenceType, json } = command;
  const bytes = await readInput(file, terminal);
  if (!bytes.ok) return refuse(bytes.failure, json, terminal);
  const inspected = await inspectEvidence({
    evidence: bytes.value,
    ...(evidenceType === undefined ? {} : { evidenceType }),
    crypto: nodeCrypto({ pool: false }),
  });
  if (!inspected.ok) return refuse(inspected.failure, json, terminal);

  const inspection = inspected.value;
  const paint = painter(terminal.outHasColour);
  await terminal.out(
    json
      ? `${JSON.stringify(inspection, null, 2)}\n`
      : renderInspection(inspection, { paint, columns: terminal.columns }),
  );
  if (inspection.stoppedAt === null) return EXIT.good;
  // What could be read is printed all the same; the code says that it was not all.
  const { code } = inspection.stoppedAt;
  return isReasonCode(code) ? exitCodeOfRefusal(code) : EXIT.malformed;
}
