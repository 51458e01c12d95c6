import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyIdOf } from "@/lib/node-crypto/installation-secrets";
import { eventHash } from "./chain";
import { eventLine, sealLine } from "./export-lines";
import { sealFingerprint } from "./seal";
import {
  auditKey,
  bodyOf,
  contentLines,
  exportOf,
  headerOf,
  makeTrail,
  ORGANIZATION,
  signedExport,
  type Trail,
} from "./testing/sample-trail";
import { type AuditExpectations, verifyAuditExport } from "./verify-export";

const key = auditKey();
const SEALED_AT = [3, 4, 9];
const trail = makeTrail(
  Array.from({ length: 11 }, (_, index) => bodyOf(index + 1)),
  { sealedAt: SEALED_AT, key },
);
const header = headerOf(trail, key);
const content = contentLines(trail);
const whole = exportOf(trail, key);

async function* each(lines: readonly string[]) {
  yield* lines;
}

async function verify(lines: readonly string[], expected?: AuditExpectations) {
  const result = await verifyAuditExport(each(lines), expected);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** Codes and lines of what is found in an export of this changed trail, made by the server itself. */
async function foundIn(lines: readonly string[]) {
  const { findings } = await verify(signedExport(header, lines, key), {
    publicKeys: [key.publicKey],
  });
  return findings.map(({ code, line, seq }) => ({ code, line, seq }));
}

/** The place of an event in `content`. */
const indexOf = (seq: number) => seq - 1 + SEALED_AT.filter((to) => to < seq).length;
const without = (index: number) => content.filter((_, other) => other !== index);
const replaced = (index: number, line: string) =>
  content.map((old, i) => (i === index ? line : old));
const event = (seq: number) => {
  const found = trail.events[seq - 1];
  if (found === undefined) throw new Error(`no event ${seq}`);
  return found;
};
const seal = (number: number) => {
  const found = trail.seals[number];
  if (found === undefined) throw new Error(`no seal ${number}`);
  return found;
};

describe("verifyAuditExport, an export as it was written", () => {
  it("finds nothing and says how far it is sealed", async () => {
    const lastSeal = sealFingerprint(seal(2)).toString("hex");
    expect(await verify(whole, { publicKeys: [key.publicKey], seals: [lastSeal] })).toEqual({
      intact: true,
      organization: ORGANIZATION,
      exportedAt: new Date("2026-11-30T09:00:00.000Z"),
      fromSeq: 1,
      toSeq: 11,
      events: 11,
      seals: 3,
      unsealed: 2,
      lastSeal,
      keyId: keyIdOf(key.publicKey).toString("hex"),
      isKeyPinned: true,
      findings: [],
      furtherFindings: 0,
    });
  });

  it("says that no key was pinned", async () => {
    expect(await verify(whole)).toMatchObject({ intact: true, isKeyPinned: false });
  });

  it("is ASCII, whatever stands in it", () => {
    expect(whole.join("\n")).toMatch(/^[\x0a\x20-\x7e]+$/);
  });

  it.each([
    ["nothing", []],
    ["text", ["seq,at,action"]],
    ["an event", content],
    ["JSON of another kind", ['{"type":"attestry-audit-export","version":2}']],
  ])("takes %s for no export", async (_name, lines) => {
    expect(await verifyAuditExport(each(lines))).toMatchObject({
      ok: false,
      failure: { code: "AUDIT_EXPORT_MALFORMED" },
    });
  });
});

describe("verifyAuditExport, a database that was changed", () => {
  const seqs = trail.events.map(({ seq }) => seq);

  it.each(seqs)("finds that event %i was taken out", async (seq) => {
    const found = await foundIn(without(indexOf(seq)));
    const isLast = seq === trail.events.length;
    const next = indexOf(seq) + 2;
    expect(found[0]).toMatchObject(
      isLast
        ? { code: "AUDIT_EXPORT_CHANGED", seq: seq - 1 }
        : SEALED_AT.includes(seq)
          ? { code: "AUDIT_SEAL_MISPLACED", seq, line: next }
          : { code: "AUDIT_EVENT_MISSING", seq: seq + 1, line: next },
    );
  });

  it.each(seqs)("finds that the body of event %i was changed, and nothing else", async (seq) => {
    const body = bodyOf(seq).replace("success", "failure");
    const line = eventLine({ ...event(seq), body });
    expect(await foundIn(replaced(indexOf(seq), line))).toEqual([
      { code: "AUDIT_EVENT_CHANGED", line: indexOf(seq) + 2, seq },
    ]);
  });

  it.each(seqs)("finds that event %i was changed and hashed anew", async (seq) => {
    const changed = { ...event(seq), body: bodyOf(seq).replace("p1", "p2") };
    const line = eventLine({ ...changed, hash: eventHash(changed) });
    const found = await foundIn(replaced(indexOf(seq), line));
    const isLast = seq === trail.events.length;
    // Nothing sealed the last one yet and nothing follows it: what it was is not proven by anything.
    expect(found[0]).toEqual(
      isLast
        ? undefined
        : SEALED_AT.includes(seq)
          ? { code: "AUDIT_SEAL_BROKEN", line: indexOf(seq) + 3, seq }
          : { code: "AUDIT_CHAIN_BROKEN", line: indexOf(seq + 1) + 2, seq: seq + 1 },
    );
  });

  it.each([1, 2, 3, 4, 5, 9])(
    "finds the run when everything from event %i on was chained anew",
    async (seq) => {
      const bodies = trail.events.map((old) =>
        old.seq === seq ? old.body.replace("p1", "p2") : old.body,
      );
      const forged: Trail = {
        events: makeTrail(bodies, { sealedAt: SEALED_AT, key }).events,
        seals: trail.seals,
      };
      const run = SEALED_AT.find((to) => to >= seq);
      expect((await foundIn(contentLines(forged)))[0]).toMatchObject({
        code: "AUDIT_SEAL_BROKEN",
        seq: run,
      });
    },
  );

  it.each(seqs.slice(1))("finds that event %i changed places with the one before", async (seq) => {
    const [one, other] = [content[indexOf(seq - 1)], content[indexOf(seq)]];
    const swapped = content.map((line, index) =>
      index === indexOf(seq) ? one : index === indexOf(seq - 1) ? other : line,
    );
    const found = await foundIn(swapped.filter((line) => line !== undefined));
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({
      code: "AUDIT_EVENT_MISSING",
      line: indexOf(seq - 1) + 2,
      seq,
    });
  });

  it.each(seqs)("finds that event %i stands there twice", async (seq) => {
    const doubled = content.toSpliced(indexOf(seq), 0, eventLine(event(seq)));
    expect(await foundIn(doubled)).toContainEqual({
      code: "AUDIT_EVENT_MISPLACED",
      line: indexOf(seq) + 3,
      seq,
    });
  });

  it("finds an event that was put in", async () => {
    const forged = { ...event(5), body: bodyOf(99) };
    const line = eventLine({ ...forged, hash: eventHash(forged) });
    expect(await foundIn(content.toSpliced(indexOf(5), 0, line))).toContainEqual({
      code: "AUDIT_EVENT_MISPLACED",
      line: indexOf(5) + 3,
      seq: 5,
    });
  });

  it("finds that the end of the trail was taken away together with its seal", async () => {
    const kept = sealFingerprint(seal(2)).toString("hex");
    const shorter = makeTrail(
      trail.events.slice(0, 6).map(({ body }) => body),
      { sealedAt: SEALED_AT, key },
    );
    const lines = exportOf(shorter, key);
    expect(await verify(lines)).toMatchObject({ intact: true });
    expect((await verify(lines, { seals: [kept] })).findings).toMatchObject([
      { code: "AUDIT_SEAL_MISSING" },
    ]);
  });
});

describe("verifyAuditExport, seals", () => {
  const sealIndex = (number: number) => content.indexOf(sealLine(seal(number)));

  it.each([0, 1])("finds that seal %i was taken out", async (number) => {
    expect(await foundIn(without(sealIndex(number)))).toEqual([
      { code: "AUDIT_SEAL_MISSING", line: sealIndex(number + 1) + 1, seq: seal(number + 1).toSeq },
    ]);
  });

  it("tells how far it is sealed once the last seal is gone, and misses it when it was kept", async () => {
    const lines = signedExport(header, without(sealIndex(2)), key);
    expect(await verify(lines)).toMatchObject({ seals: 2, unsealed: 7 });
    const kept = sealFingerprint(seal(2)).toString("hex");
    expect((await verify(lines, { seals: [kept] })).findings).toMatchObject([
      { code: "AUDIT_SEAL_MISSING" },
    ]);
  });

  it.each([
    ["root", { root: Buffer.alloc(32, 7) }],
    ["time", { sealedAt: new Date("2026-11-30T08:00:00.001Z") }],
    ["first event", { fromSeq: 1 }],
    ["last event", { toSeq: 2 }],
    ["seal before", { previousSeal: Buffer.alloc(32, 7) }],
    ["signature", { signature: Buffer.alloc(64, 7) }],
  ])("finds a changed %s, and nothing else", async (_name, change) => {
    const line = sealLine({ ...seal(1), ...change });
    expect(await foundIn(replaced(sealIndex(1), line))).toEqual([
      {
        code: "AUDIT_SEAL_CHANGED",
        line: sealIndex(1) + 2,
        seq: "toSeq" in change ? 2 : 4,
      },
    ]);
  });

  it("finds that two seals changed places", async () => {
    const [one, other] = [sealLine(seal(0)), sealLine(seal(1))];
    const swapped = content.map((line) => (line === one ? other : line === other ? one : line));
    expect(await foundIn(swapped)).toEqual([
      { code: "AUDIT_SEAL_MISSING", line: sealIndex(0) + 2, seq: 4 },
      { code: "AUDIT_SEAL_MISPLACED", line: sealIndex(1) + 2, seq: 3 },
    ]);
  });

  it("finds a seal twice", async () => {
    const doubled = content.toSpliced(sealIndex(1), 0, sealLine(seal(1)));
    expect(await foundIn(doubled)).toEqual([
      { code: "AUDIT_SEAL_MISPLACED", line: sealIndex(1) + 3, seq: 4 },
    ]);
  });

  it("finds a seal by somebody else", async () => {
    const forged = makeTrail(
      trail.events.map(({ body }) => body),
      { sealedAt: SEALED_AT, key: auditKey() },
    );
    const found = await foundIn(contentLines(forged));
    expect(found.map(({ code }) => code)).toEqual(SEALED_AT.map(() => "AUDIT_KEY_UNKNOWN"));
  });
});

describe("verifyAuditExport, a file that was changed", () => {
  it("finds an export that is right in itself and signed by another key", async () => {
    const other = auditKey();
    const bodies = trail.events.map(({ body }) => body);
    const lines = exportOf(makeTrail(bodies, { sealedAt: SEALED_AT, key: other }), other);
    expect(await verify(lines)).toMatchObject({ intact: true, isKeyPinned: false });
    const { findings } = await verify(lines, { publicKeys: [key.publicKey] });
    expect(findings[0]).toMatchObject({ code: "AUDIT_KEY_UNKNOWN", line: 1 });
  });

  it("takes seals of an earlier key when that key is given, too", async () => {
    const earlier = auditKey();
    const old = makeTrail(
      trail.events.map(({ body }) => body),
      { sealedAt: SEALED_AT, key: earlier },
    );
    const lines = exportOf(old, key);
    const publicKeys = [key.publicKey, earlier.publicKey];
    expect(await verify(lines, { publicKeys })).toMatchObject({ intact: true });
    expect(await verify(lines, { publicKeys: [key.publicKey] })).toMatchObject({ intact: false });
  });

  it.each(Array.from({ length: whole.length - 1 }, (_, index) => index + 1))(
    "notices that it was cut off after line %i",
    async (length) => {
      const { findings } = await verify(whole.slice(0, length));
      expect(findings.map(({ code }) => code)).toContain("AUDIT_EXPORT_CUT_OFF");
    },
  );

  it("notices what stands after its end", async () => {
    const { findings } = await verify([...whole, eventLine(event(11))]);
    expect(findings).toMatchObject([{ code: "AUDIT_EXPORT_CHANGED", line: whole.length + 1 }]);
  });

  it("notices a changed name in the header", async () => {
    const lines = whole.with(0, header.replace("2026-11-30T09", "2026-11-30T08"));
    expect((await verify(lines)).findings).toMatchObject([
      { code: "AUDIT_EXPORT_CHANGED", line: 1 },
    ]);
  });

  it("finds and places a change of any single character", async () => {
    const place = fc
      .integer({ min: 0, max: whole.length - 1 })
      .chain((line) =>
        fc.tuple(
          fc.constant(line),
          fc.integer({ min: 0, max: (whole[line]?.length ?? 1) - 1 }),
          fc.integer({ min: 0x20, max: 0x17f }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(place, async ([line, column, code]) => {
        const old = whole[line] ?? "";
        const changed = old.slice(0, column) + String.fromCharCode(code) + old.slice(column + 1);
        fc.pre(changed !== old);
        const result = await verifyAuditExport(each(whole.with(line, changed)), {
          publicKeys: [key.publicKey],
        });
        if (!result.ok) {
          expect(line).toBe(0);
          return;
        }
        const { intact, findings } = result.value;
        expect(intact).toBe(false);
        // At the line itself, or at the first one after it that no longer fits; a changed header no event fits.
        const places = findings.map((finding) => finding.line - 1);
        expect(places.some((place) => place === line || place === line + 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it("finds any line taken out, doubled or moved", async () => {
    const places = fc.tuple(fc.nat(whole.length - 1), fc.nat(whole.length - 1));
    await fc.assert(
      fc.asyncProperty(places, async ([from, to]) => {
        const line = whole[from] ?? "";
        const removed = whole.toSpliced(from, 1);
        const moved = removed.toSpliced(to, 0, line);
        for (const lines of [removed, whole.toSpliced(to, 0, line), moved]) {
          if (lines.join() === whole.join()) continue;
          const result = await verifyAuditExport(each(lines), { publicKeys: [key.publicKey] });
          expect(result.ok && result.value.intact).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
