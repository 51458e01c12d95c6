import { describe, expect, it } from "vitest";
import { MAX_JSON_DEPTH, parseJsonBody } from "./json-body";

const bytes = (text: string) => new TextEncoder().encode(text);
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

  it("never repeats the body in its failure", () => {
    const result = parseJsonBody(bytes('{"secret-word": oops}'));
    expect(JSON.stringify(result)).not.toContain("secret-word");
  });
});
