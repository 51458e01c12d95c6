import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { keyIdOf } from "@/lib/node-crypto/installation-secrets";
import { BEFORE_THE_FIRST, eventHash } from "../chain";
import {
  endLine,
  type ExportedEvent,
  eventLine,
  headerLine,
  lineSha256,
  sealLine,
  signEnd,
} from "../export-lines";
import { merkleTree } from "../merkle-tree";
import { type Seal, sealFingerprint, signSeal } from "../seal";

export const ORGANIZATION = { id: "0199d0a4-7b1c-7000-8000-000000000001", name: "Föhn & Söhne" };
const FIRST_MS = Date.parse("2026-11-30T08:00:00.000Z");

export interface Trail {
  readonly events: readonly ExportedEvent[];
  readonly seals: readonly Seal[];
}

export interface AuditKey {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function auditKey(): AuditKey {
  return generateKeyPairSync("ed25519");
}

export function bodyOf(seq: number): string {
  return JSON.stringify({
    action: "members.update",
    outcome: "success",
    actor: { kind: "person", id: "p1", name: "Jürgen 🦉" },
    object: { kind: "member", id: `m${seq}` },
    requestId: `r${seq}`,
  });
}

/** Events chained as the database chains them, and seals that end at the numbers given. */
export function makeTrail(
  bodies: readonly string[],
  { sealedAt, key }: { readonly sealedAt: readonly number[]; readonly key: AuditKey },
): Trail {
  const events: ExportedEvent[] = [];
  const seals: Seal[] = [];
  let tree = merkleTree();
  for (const [index, body] of bodies.entries()) {
    const seq = index + 1;
    const event = {
      organizationId: ORGANIZATION.id,
      seq,
      at: new Date(FIRST_MS + seq * 1_500),
      previousHash: events.at(-1)?.hash ?? BEFORE_THE_FIRST,
      body,
    };
    const hash = eventHash(event);
    events.push({ ...event, hash });
    tree.add(hash);
    if (!sealedAt.includes(seq)) continue;
    const last = seals.at(-1);
    const statement = {
      organizationId: ORGANIZATION.id,
      fromSeq: (last?.toSeq ?? 0) + 1,
      toSeq: seq,
      root: tree.root(),
      previousSeal: last === undefined ? BEFORE_THE_FIRST : sealFingerprint(last),
      sealedAt: new Date(FIRST_MS + seq * 1_500 + 700),
      keyId: keyIdOf(key.publicKey),
    };
    seals.push(signSeal(statement, key.privateKey));
    tree = merkleTree();
  }
  return { events, seals };
}

/** The lines of events and seals as an export has them. */
export function contentLines({ events, seals }: Trail): readonly string[] {
  return events.flatMap((event) => [
    eventLine(event),
    ...seals.filter(({ toSeq }) => toSeq === event.seq).map(sealLine),
  ]);
}

export function headerOf({ events }: Trail, key: AuditKey): string {
  return headerLine({
    organization: ORGANIZATION,
    fromSeq: 1,
    toSeq: events.length,
    previousHash: BEFORE_THE_FIRST,
    previousSeal: BEFORE_THE_FIRST,
    publicKey: key.publicKey,
    exportedAt: new Date("2026-11-30T09:00:00.000Z"),
  });
}

/** A whole export of a trail. */
export function exportOf(trail: Trail, key: AuditKey): readonly string[] {
  return signedExport(headerOf(trail, key), contentLines(trail), key);
}

/** Lines with an end that is right for them, as a server whose database was changed would write it. */
export function signedExport(
  header: string,
  content: readonly string[],
  key: AuditKey,
): readonly string[] {
  const lines = [header, ...content];
  const count = (type: string) =>
    content.filter((line) => line.includes(`"type":"${type}"`)).length;
  const end = signEnd(
    {
      events: count("event"),
      seals: count("seal"),
      headerSha256: lineSha256(header),
      contentSha256: createHash("sha256")
        .update(lines.map((line) => `${line}\n`).join(""))
        .digest(),
    },
    key.privateKey,
  );
  return [...lines, endLine(end)];
}
