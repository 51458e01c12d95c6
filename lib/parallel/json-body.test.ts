import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_JSON_DEPTH, parseJsonBody } from "./json-body";

const bytes = (text: string) => new TextEncoder().encode(text);

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const nest = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("parseJsonBody", () => {
  it("reads a document with text beyond ASCII", () => {
    expect(parseJsonBody(bytes('{"a":["é","🔑"]}'))).toEqual({
      ok: true,
      value: { a: ["é", "🔑"] },
    });
  });

  it.each([
    ["an empty body", ""],
    ["two documents", "{} {}"],
    ["a trailing comma", '{"a":1,}'],
    ["a comment", "{} // no"],
    ["NaN", '{"a":NaN}'],
    ["a string that does not end", '{"a":"'],
  ])("refuses %s", (_name, text) => {
    expect(parseJsonBody(bytes(text))).toMatchObject({
      ok: false,
      failure: { code: "REQUEST_INVALID" },
    });
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(parseJsonBody(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({
      failure: { code: "REQUEST_INVALID" },
    });
  });

  it("refuses what nests deeper than the limit, and nothing at the limit", () => {
    expect(parseJsonBody(bytes(nest(MAX_JSON_DEPTH)))).toMatchObject({ ok: true });
    expect(parseJsonBody(bytes(nest(MAX_JSON_DEPTH + 1)))).toMatchObject({
      failure: { code: "REQUEST_INVALID" },
    });
  });

  it("refuses a nest of a million levels without running out of stack", () => {
    expect(parseJsonBody(bytes("[".repeat(1_000_000)))).toMatchObject({
      failure: { code: "REQUEST_INVALID" },
    });
  });

  it("does not count brackets inside strings, whatever is escaped before them", () => {
    const text = JSON.stringify({ a: '"\\' + "[".repeat(1000), b: "\\", c: "{".repeat(1000) });
    expect(parseJsonBody(bytes(text))).toMatchObject({ ok: true });
  });

  it("counts the levels that a parser finds, whatever the strings hold", () => {
    const text = fc.string({
      unit: fc.constantFrom("[", "{", "]", "}", '"', "\\", "a", "é", "\n"),
      maxLength: 120,
    });
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(text, tie("value"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, (inner) => {
        const room = MAX_JSON_DEPTH - depthOf(inner);
        const within = (levels: number) =>
          bytes("[".repeat(levels) + JSON.stringify(inner) + "]".repeat(levels));
        expect(parseJsonBody(within(room))).toMatchObject({ ok: true });
        expect(parseJsonBody(within(room + 1))).toMatchObject({ ok: false });
      }),
    );
  });

  it("never repeats the body in its failure", () => {
    const result = parseJsonBody(bytes('{"secret-word": oops}'));
    expect(JSON.stringify(result)).not.toContain("secret-word");
  });
});
