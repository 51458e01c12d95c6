import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { toBase64 } from "@/lib/bytes/base64";
import { fromHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import {
  rememberingSubtle,
  type KeyDrawer,
  type StoredKeyPair,
} from "@/lib/simulator/remembered-keys";
import type { SimulatedEvidence } from "@/lib/simulator/simulated-evidence";
import { simulationOf, SIMULATIONS } from "@/lib/simulator/simulations";
import { EXIT, type ExitCode } from "./exit-codes";
import type { Terminal } from "./terminal";
import { UsageError } from "./usage";

export interface SimulateCommand {
  readonly command: "simulate";
  readonly evidenceType: EvidenceType;
  readonly nonce: string | undefined;
  readonly measurements: Readonly<Record<string, string>>;
  readonly debug: boolean;
  readonly tcb: "UpToDate" | "OutOfDate";
  readonly at: string | undefined;
  /** A folder; standard output gets the request when there is none. */
  readonly out: string | undefined;
  /** The folder that keeps the keys of this installation's simulated authorities. */
  readonly authority: string | undefined;
}

const DEFAULT_AUTHORITY = path.join("data", "simulation");

/** `attestry simulate`: evidence of any kind, under roots of this installation that nobody else trusts. */
export async function simulate(command: SimulateCommand, terminal: Terminal): Promise<ExitCode> {
  const { evidenceType, nonce, out } = command;
  const simulation = simulationOf(evidenceType);
  if (!simulation) {
    const known = SIMULATIONS.map((one) => one.evidenceType).join(", ");
    throw new UsageError(`${evidenceType} can't be simulated; there are ${known}.`);
  }
  refuseUnknownMeasurements(command.measurements, simulation.measurementNames);
  const drawer = await keyDrawer(command.authority ?? DEFAULT_AUTHORITY, evidenceType);
  const at = command.at === undefined ? terminal.now() : new Date(command.at);
  const options = {
    at,
    nonce: nonce === undefined ? null : fromHex(nonce),
    measurements: command.measurements,
    debug: command.debug,
    tcb: command.tcb,
  };
  const subtle = rememberingSubtle(globalThis.crypto.subtle, drawer);
  const made = await usable(async () => simulation.simulate(options, subtle));
  const request = `${JSON.stringify(requestFor(made, { command, at }), null, 2)}\n`;
  if (out === undefined) {
    await terminal.out(request);
    return EXIT.good;
  }
  await mkdir(out, { recursive: true });
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "evidence.bin": made.evidence,
    "request.json": request,
    "trust-anchors.pem": made.trustAnchors.join(""),
    ...(made.eventLog ? { "event-log.bin": made.eventLog } : {}),
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(out, name), content);
  }
  await terminal.err(
    `Simulated ${evidenceType} in ${out}: ${Object.keys(files).join(", ")}.\n` +
      `  attestry verify --request ${path.join(out, "request.json")} judges it; only a policy that allows simulated evidence accepts it.\n`,
  );
  return EXIT.good;
}

/** What does not fit into a field, such as a nonce that is too long, is for the person to put right. */
async function usable<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${error.message}.`, { cause: error });
    throw error;
  }
}

function refuseUnknownMeasurements(
  given: Readonly<Record<string, string>>,
  known: readonly string[],
): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const names = known.length === 0 ? "none" : known.join(", ");
  throw new UsageError(`This kind has no measurement "${unknown}"; it has ${names}.`);
}

function requestFor(
  made: SimulatedEvidence,
  { command, at }: { readonly command: SimulateCommand; readonly at: Date },
): VerificationRequest {
  const text = latin1(made.evidence);
  const isToken = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
  return {
    evidence: isToken ? text : toBase64(made.evidence),
    evidenceType: command.evidenceType,
    endorsements: made.endorsements,
    ...(made.eventLog ? { eventLog: toBase64(made.eventLog) } : {}),
    ...(command.nonce === undefined ? {} : { expected: { nonce: command.nonce } }),
    policy: "relaxed",
    trustAnchors: made.trustAnchors,
    verifyAt: at.toISOString(),
  };
}

/** Keys as files that only their owner reads; written beside and renamed, so that a killed process leaves none half. */
async function keyDrawer(folder: string, evidenceType: EvidenceType): Promise<KeyDrawer> {
  const own = path.join(folder, evidenceType);
  await mkdir(own, { recursive: true, mode: 0o700 });
  return {
    async read(name) {
      try {
        const stored: unknown = JSON.parse(await readFile(path.join(own, `${name}.json`), "utf8"));
        if (isKeyPair(stored)) return stored;
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      }
      throw new UsageError(`${own}: the key ${name} is damaged; remove it to make a new one.`);
    },
    async write(name, pair) {
      const file = path.join(own, `${name}.json`);
      const beside = `${file}.${process.pid}`;
      await writeFile(beside, JSON.stringify(pair), { mode: 0o600 });
      await rename(beside, file);
    },
  };
}

function isKeyPair(value: unknown): value is StoredKeyPair {
  return (
    typeof value === "object" &&
    value !== null &&
    "pkcs8" in value &&
    typeof value.pkcs8 === "string" &&
    "spki" in value &&
    typeof value.spki === "string"
  );
}
