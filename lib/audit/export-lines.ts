import { createPublicKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { sha256, type ChainedEvent } from "./chain";
import { isTextSigned, type Seal, signText } from "./seal";

/**
 * The lines of an export: a header, events and seals in the order of the chain, an end. Each is JSON in ASCII and in one
 * spelling only, so that no byte of an export can be changed without being noticed, and no editor's idea of an encoding
 * changes one. docs/guides/audit-trail.md describes the format for other programs.
 */
export type ExportLine =
  | { readonly type: "header"; readonly header: ExportHeader }
  | { readonly type: "event"; readonly event: ExportedEvent }
  | { readonly type: "seal"; readonly seal: Seal }
  | { readonly type: "end"; readonly end: ExportEnd };

export interface ExportHeader {
  readonly organization: { readonly id: string; readonly name: string };
  readonly fromSeq: number;
  /** One less than `fromSeq` when there is no event in it. */
  readonly toSeq: number;
  /** Hash of the event before the first one, and fingerprint of the seal before the first one. */
  readonly previousHash: Uint8Array;
  readonly previousSeal: Uint8Array;
  readonly publicKey: KeyObject;
  readonly exportedAt: Date;
}

export interface ExportedEvent extends ChainedEvent {
  readonly hash: Uint8Array;
}

/** What the last line states, so that an export that was cut off is noticed. */
export interface ExportTotals {
  readonly events: number;
  readonly seals: number;
  /** SHA-256 of the first line. */
  readonly headerSha256: Uint8Array;
  /** SHA-256 of all lines before, each with a newline after it. */
  readonly contentSha256: Uint8Array;
}

export interface ExportEnd extends ExportTotals {
  /** Ed25519 over the totals, one on a line. */
  readonly signature: Uint8Array;
}

export function headerLine(header: ExportHeader): string {
  const { organization, fromSeq, toSeq, previousHash, previousSeal } = header;
  return asciiJson({
    type: EXPORT_TYPE,
    version: 1,
    organization: { id: organization.id, name: organization.name },
    fromSeq,
    toSeq,
    previousHash: hex(previousHash),
    previousSeal: hex(previousSeal),
    publicKey: header.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    exportedAt: header.exportedAt.toISOString(),
  });
}

export function eventLine(event: Omit<ExportedEvent, "organizationId">): string {
  return asciiJson({
    type: "event",
    seq: event.seq,
    at: event.at.toISOString(),
    previousHash: hex(event.previousHash),
    hash: hex(event.hash),
    body: event.body,
  });
}

export function sealLine(seal: Omit<Seal, "organizationId">): string {
  return asciiJson({ type: "seal", ...sealJson(seal) });
}

/** A seal in hex, for lines and for the log. */
export function sealJson(seal: Omit<Seal, "organizationId">) {
  return {
    fromSeq: seal.fromSeq,
    toSeq: seal.toSeq,
    root: hex(seal.root),
    previousSeal: hex(seal.previousSeal),
    sealedAt: seal.sealedAt.toISOString(),
    keyId: hex(seal.keyId),
    signature: hex(seal.signature),
  };
}

export function endLine(end: ExportEnd): string {
  return asciiJson({
    type: "end",
    events: end.events,
    seals: end.seals,
    headerSha256: hex(end.headerSha256),
    contentSha256: hex(end.contentSha256),
    signature: hex(end.signature),
  });
}

export function signEnd(totals: ExportTotals, privateKey: KeyObject): ExportEnd {
  return { ...totals, signature: signText(endText(totals), privateKey) };
}

export function isEndSigned(end: ExportEnd, publicKey: KeyObject): boolean {
  return isTextSigned(endText(end), { signature: end.signature, publicKey });
}

function endText(totals: ExportTotals): string {
  return [
    "attestry-audit-export-1",
    String(totals.events),
    String(totals.seals),
    hex(totals.headerSha256),
    hex(totals.contentSha256),
  ].join("\n");
}

/** Of one line, as `headerSha256` has it. */
export const lineSha256 = sha256;

const EXPORT_TYPE = "attestry-audit-export";

const bytes32 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => Buffer.from(text, "hex"));
const signature = z
  .string()
  .regex(/^[0-9a-f]{128}$/)
  .transform((text) => Buffer.from(text, "hex"));
const moment = z.iso.datetime({ precision: 3 }).transform((text) => new Date(text));
const seq = z.int().min(1);
const count = z.int().min(0);

const headerSchema = z.strictObject({
  type: z.literal(EXPORT_TYPE),
  version: z.literal(1),
  organization: z.strictObject({ id: z.uuid(), name: z.string() }),
  fromSeq: seq,
  toSeq: count,
  previousHash: bytes32,
  previousSeal: bytes32,
  publicKey: z.base64().transform((text, context) => readSpki(text) ?? unreadable(context)),
  exportedAt: moment,
});
const eventSchema = z.strictObject({
  type: z.literal("event"),
  seq,
  at: moment,
  previousHash: bytes32,
  hash: bytes32,
  body: z.string(),
});
const sealSchema = z.strictObject({
  type: z.literal("seal"),
  fromSeq: seq,
  toSeq: seq,
  root: bytes32,
  previousSeal: bytes32,
  sealedAt: moment,
  keyId: bytes32,
  signature,
});
const endSchema = z.strictObject({
  type: z.literal("end"),
  events: count,
  seals: count,
  headerSha256: bytes32,
  contentSha256: bytes32,
  signature,
});
const lineSchema = z.discriminatedUnion("type", [headerSchema, eventSchema, sealSchema, endSchema]);

/** Null for what is no line of an export, or one in another spelling than ours. */
export function readExportLine(text: string, organizationId: string): ExportLine | null {
  const parsed = lineSchema.safeParse(asJson(text));
  if (!parsed.success) return null;
  const line = toLine(parsed.data, organizationId);
  return writeExportLine(line) === text ? line : null;
}

/** The header of an export; null when this is no first line of one. */
export function readHeaderLine(text: string): ExportHeader | null {
  const line = readExportLine(text, "");
  return line?.type === "header" ? line.header : null;
}

function toLine(data: z.infer<typeof lineSchema>, organizationId: string): ExportLine {
  switch (data.type) {
    case EXPORT_TYPE:
      return { type: "header", header: data };
    case "event":
      return { type: "event", event: { ...data, organizationId } };
    case "seal":
      return { type: "seal", seal: { ...data, organizationId } };
    case "end":
      return { type: "end", end: data };
  }
}

function writeExportLine(line: ExportLine): string {
  switch (line.type) {
    case "header":
      return headerLine(line.header);
    case "event":
      return eventLine(line.event);
    case "seal":
      return sealLine(line.seal);
    case "end":
      return endLine(line.end);
  }
}

/** An Ed25519 key in SPKI, as base64 of its DER; null for anything else. */
export function readSpki(base64: string): KeyObject | null {
  try {
    const key = createPublicKey({
      key: Buffer.from(base64, "base64"),
      format: "der",
      type: "spki",
    });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null; // node:crypto throws for everything that is no key
  }
}

function unreadable(context: z.RefinementCtx): typeof z.NEVER {
  context.addIssue({ code: "custom", message: "not an Ed25519 public key" });
  return z.NEVER;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
