import { createHash, type KeyObject } from "node:crypto";
import { keyIdOf } from "@/lib/node-crypto/installation-secrets";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, ok, type Result } from "@/lib/rats/result";
import { BEFORE_THE_FIRST, eventHash } from "./chain";
import {
  type ExportedEvent,
  type ExportEnd,
  type ExportHeader,
  isEndSigned,
  lineSha256,
  readExportLine,
  readHeaderLine,
} from "./export-lines";
import { type MerkleTree, merkleTree } from "./merkle-tree";
import { isSealSigned, type Seal, sealFingerprint } from "./seal";

/** Something that is not as it was written, and where. */
export interface AuditFinding {
  readonly code: Extract<ReasonCode, `AUDIT_${string}`>;
  /** Of the export, from 1. */
  readonly line: number;
  /** The event, or the last event of the seal. */
  readonly seq: number | null;
  readonly detail: string;
}

export interface AuditVerification {
  /** Nothing was found. */
  readonly intact: boolean;
  readonly organization: ExportHeader["organization"];
  readonly exportedAt: Date;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly events: number;
  readonly seals: number;
  /** Events after the last seal: chained, but not sealed yet. */
  readonly unsealed: number;
  /** Hex; null without a seal. */
  readonly lastSeal: string | null;
  /** Of the key in the header, hex. */
  readonly keyId: string;
  /** False: the key is the export's own word, so its fingerprint has to be compared by other means. */
  readonly isKeyPinned: boolean;
  readonly findings: readonly AuditFinding[];
  /** Not kept in `findings`, which has the first hundred. */
  readonly furtherFindings: number;
}

export interface AuditExpectations {
  /** Keys that may have signed. With neither keys nor fingerprints, the one in the export is taken at its word. */
  readonly publicKeys?: readonly KeyObject[];
  /** Their fingerprints, hex: enough for the key that comes with the export. */
  readonly keyIds?: readonly string[];
  /** Fingerprints of seals, hex, that were kept from before: the trail must still contain them. */
  readonly seals?: readonly string[];
}

const MAX_FINDINGS = 100;

/**
 * Reads an export once, line by line, and says what of it is not as it was written. After a finding it goes on from what
 * the line states, so that one change is one finding and the next one is found, too. Fails with `AUDIT_EXPORT_MALFORMED`
 * when this is no export at all.
 */
export async function verifyAuditExport(
  lines: AsyncIterable<string>,
  expected: AuditExpectations = {},
): Promise<Result<AuditVerification>> {
  let reading: ExportReading | null = null;
  for await (const text of lines) {
    if (reading !== null) {
      reading.read(text);
      continue;
    }
    const header = readHeaderLine(text);
    if (header === null) break;
    reading = new ExportReading(header, text, expected);
  }
  return reading === null
    ? fail("AUDIT_EXPORT_MALFORMED", "The first line is not the header of an export.")
    : ok(reading.finish());
}

/** One pass over an export: what is expected next, and what was found. */
class ExportReading {
  private readonly findings: AuditFinding[] = [];
  private furtherFindings = 0;
  private readonly keys: ReadonlyMap<string, KeyObject>;
  private readonly keyId: string;
  private readonly isKeyPinned: boolean;
  private readonly content = createHash("sha256");
  private readonly headerSha256: Buffer;
  private readonly missingSeals: Set<string>;
  private line = 1;
  private hasEnded = false;

  private nextSeq: number;
  /** Null after something that was found: the next line is then not held against it. */
  private previousHash: Uint8Array | null;
  private events = 0;

  private nextSealFrom: number;
  private previousSeal: Uint8Array | null;
  private seals = 0;
  private lastSeal: string | null = null;
  /** Over the events since the last seal. */
  private tree: MerkleTree = merkleTree();
  /** Something was found among those events, so their root can't be right. */
  private isRunBroken = false;

  constructor(
    private readonly header: ExportHeader,
    headerText: string,
    expected: AuditExpectations,
  ) {
    this.keyId = keyIdOf(header.publicKey).toString("hex");
    const { publicKeys = [], keyIds = [] } = expected;
    this.isKeyPinned = publicKeys.length + keyIds.length > 0;
    const isTrusted = !this.isKeyPinned || keyIds.includes(this.keyId);
    const keys = isTrusted ? [...publicKeys, header.publicKey] : publicKeys;
    this.keys = new Map(keys.map((key) => [keyIdOf(key).toString("hex"), key]));
    this.headerSha256 = lineSha256(headerText);
    this.content.update(`${headerText}\n`);
    this.missingSeals = new Set(expected.seals);
    this.nextSeq = this.nextSealFrom = header.fromSeq;
    this.previousHash = header.previousHash;
    this.previousSeal = header.previousSeal;
    this.checkHeader();
  }

  read(text: string): void {
    this.line += 1;
    if (this.hasEnded) {
      this.found("AUDIT_EXPORT_CHANGED", null, "something stands after the end of the export");
      return;
    }
    const line = readExportLine(text, this.header.organization.id);
    if (line?.type === "end") {
      this.readEnd(line.end);
      return;
    }
    this.content.update(`${text}\n`);
    switch (line?.type) {
      case "event":
        return this.readEvent(line.event);
      case "seal":
        return this.readSeal(line.seal);
      case "header":
      case undefined:
        this.isRunBroken = true;
        this.found("AUDIT_EXPORT_CHANGED", null, "this is no line of an export");
    }
  }

  finish(): AuditVerification {
    if (!this.hasEnded) {
      this.found(
        "AUDIT_EXPORT_CUT_OFF",
        this.nextSeq - 1,
        `it ends after event ${this.nextSeq - 1} without its last line; it should go to event ${this.header.toSeq}`,
      );
    }
    for (const seal of this.missingSeals) {
      this.found(
        "AUDIT_SEAL_MISSING",
        null,
        `the seal ${seal}, which was kept from before, is not in it`,
      );
    }
    const { organization, exportedAt, fromSeq, toSeq } = this.header;
    return {
      intact: this.findings.length === 0,
      organization,
      exportedAt,
      fromSeq,
      toSeq,
      events: this.events,
      seals: this.seals,
      unsealed: this.tree.size,
      lastSeal: this.lastSeal,
      keyId: this.keyId,
      isKeyPinned: this.isKeyPinned,
      findings: this.findings,
      furtherFindings: this.furtherFindings,
    };
  }

  private checkHeader(): void {
    const { fromSeq, previousHash, previousSeal } = this.header;
    if (!this.keys.has(this.keyId)) {
      this.found("AUDIT_KEY_UNKNOWN", null, `the key ${this.keyId} is none of the given ones`);
    }
    if (fromSeq === 1 && !(isZero(previousHash) && isZero(previousSeal))) {
      this.found("AUDIT_EXPORT_CHANGED", null, "something is said to stand before the first event");
    }
  }

  private readEvent(event: ExportedEvent): void {
    const { seq } = event;
    if (seq < this.nextSeq) {
      this.foundInRun(
        "AUDIT_EVENT_MISPLACED",
        seq,
        `event ${seq} stands here a second time or late`,
      );
      return;
    }
    this.events += 1;
    this.tree.add(event.hash);
    if (seq > this.nextSeq) {
      this.foundInRun("AUDIT_EVENT_MISSING", seq, `${this.gapBefore(seq)} missing`);
      this.previousHash = null;
    }
    const isAsHashed = eventHash(event).equals(event.hash);
    if (!isAsHashed) {
      this.foundInRun("AUDIT_EVENT_CHANGED", seq, `event ${seq} does not have the hash it states`);
    } else if (!follows(event.previousHash, this.previousHash)) {
      this.foundInRun(
        "AUDIT_CHAIN_BROKEN",
        seq,
        `event ${seq} names another event before it than the one that stands there`,
      );
    }
    this.nextSeq = seq + 1;
    this.previousHash = isAsHashed ? event.hash : null;
  }

  private gapBefore(seq: number): string {
    return seq === this.nextSeq + 1
      ? `event ${this.nextSeq} is`
      : `events ${this.nextSeq} to ${seq - 1} are`;
  }

  private readSeal(seal: Seal): void {
    const { fromSeq, toSeq } = seal;
    const run = `the seal over events ${fromSeq} to ${toSeq}`;
    const key = this.keys.get(Buffer.from(seal.keyId).toString("hex"));
    if (key === undefined || !isSealSigned(seal, key)) {
      if (key === undefined)
        this.found("AUDIT_KEY_UNKNOWN", toSeq, `${run} is signed by another key`);
      else this.found("AUDIT_SEAL_CHANGED", toSeq, `the signature of ${run} is not right`);
      // Nothing that it states counts, so the next run begins where this line stands.
      this.beginRun({ fromSeq: this.nextSeq, previousSeal: null });
      return;
    }
    if (fromSeq < this.nextSealFrom) {
      this.found("AUDIT_SEAL_MISPLACED", toSeq, `${run} stands here a second time or late`);
      return;
    }
    if (fromSeq > this.nextSealFrom) {
      const unsealed = `events ${this.nextSealFrom} to ${fromSeq - 1} have none`;
      this.found("AUDIT_SEAL_MISSING", toSeq, `a seal is missing before this one: ${unsealed}`);
    } else if (!follows(seal.previousSeal, this.previousSeal)) {
      this.found("AUDIT_SEAL_MISSING", toSeq, `${run} follows another seal than the one before it`);
    } else if (toSeq !== this.nextSeq - 1) {
      this.found("AUDIT_SEAL_MISPLACED", toSeq, `${run} stands after event ${this.nextSeq - 1}`);
    } else if (!this.isRunBroken && !isEqual(seal.root, this.tree.root())) {
      this.found(
        "AUDIT_SEAL_BROKEN",
        toSeq,
        `events ${fromSeq} to ${toSeq} are not those it seals`,
      );
    }
    const fingerprint = sealFingerprint(seal);
    this.lastSeal = fingerprint.toString("hex");
    this.missingSeals.delete(this.lastSeal);
    this.beginRun({ fromSeq: toSeq + 1, previousSeal: fingerprint });
  }

  private beginRun(run: { readonly fromSeq: number; readonly previousSeal: Buffer | null }): void {
    this.seals += 1;
    this.nextSealFrom = run.fromSeq;
    this.previousSeal = run.previousSeal;
    this.tree = merkleTree();
    // Where runs overlap or leave something out, no root can be compared.
    this.isRunBroken = run.fromSeq !== this.nextSeq;
  }

  private readEnd(end: ExportEnd): void {
    this.hasEnded = true;
    const { toSeq, publicKey } = this.header;
    if (!isEndSigned(end, publicKey)) {
      this.found("AUDIT_EXPORT_CHANGED", null, "the last line is not signed by the export's key");
      return;
    }
    if (!isEqual(end.headerSha256, this.headerSha256)) {
      this.foundAt(1, "AUDIT_EXPORT_CHANGED", "the header is not the one that was signed");
    }
    if (this.findings.length > 0) return; // the rest would only say again that something is
    if (end.events !== this.events || end.seals !== this.seals || this.nextSeq - 1 !== toSeq) {
      this.found(
        "AUDIT_EXPORT_CHANGED",
        this.nextSeq - 1,
        `it had ${end.events} events to event ${toSeq} and ${end.seals} seals; here are ` +
          `${this.events} to event ${this.nextSeq - 1} and ${this.seals}`,
      );
    } else if (!isEqual(end.contentSha256, this.content.digest())) {
      this.found("AUDIT_EXPORT_CHANGED", null, "the lines are not those that were signed");
    }
  }

  private foundInRun(code: AuditFinding["code"], seq: number, detail: string): void {
    this.isRunBroken = true;
    this.found(code, seq, detail);
  }

  private found(code: AuditFinding["code"], seq: number | null, detail: string): void {
    this.foundAt(this.line, code, detail, seq);
  }

  private foundAt(
    line: number,
    code: AuditFinding["code"],
    detail: string,
    seq: number | null = null,
  ): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push({ code, line, seq, detail });
    else this.furtherFindings += 1;
  }
}

/** Whether what is stated to come before is what came before; anything does where that is not known. */
function follows(stated: Uint8Array, before: Uint8Array | null): boolean {
  return before === null || isEqual(stated, before);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function isZero(bytes: Uint8Array): boolean {
  return isEqual(bytes, BEFORE_THE_FIRST);
}
