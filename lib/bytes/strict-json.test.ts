import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, parseStrictJson, rawMember } from "./strict-json";

const code = "TCB_INFO_INVALID";
const parse = (text: string) => parseStrictJson(text, { code });
const refused = { ok: false, failure: { code } };

/** What this reader accepts: safe integers, no `__proto__`. */
const acceptable = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ unit: "binary" }).filter((name) => name !== "__proto__"),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
})).value;

describe("parseStrictJson", () => {
  it("reads what JSON.parse reads, spaces or not", () => {
    fc.assert(
      fc.property(acceptable, fc.integer({ min: 0, max: 2 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = parse(text);
        expect(parsed.ok).toBe(true);
        if (parsed.ok) expect(JSON.stringify(parsed.value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it("accepts nothing that JSON.parse refuses, and never throws", () => {
    const fragments = fc.constantFrom(
      ...'{}[]",:\\u0019.-eE \n\0truefalsn',
      "null",
      '"a"',
      "\ud800",
    );
    fc.assert(
      fc.property(fc.array(fragments, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        if (parse(text).ok) expect(() => JSON.parse(text)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '{"tcbStatus":"Revoked","tcbStatus":"UpToDate"}',
    '{"a":{"b":[{"c":1,"c":1}]}}',
    '{"a":1,"\\u0061":2}',
  ])("pitfall 65: duplicate JSON keys are refused: %s", (text) => {
    expect(parse(text)).toMatchObject(refused);
  });

  it.each(["[", '{"a":', "[[],"])(
    "pitfall 66: 100,000 times %j is refused without a stack overflow",
    (opening) => {
      expect(parse(opening.repeat(100_000))).toMatchObject(refused);
    },
  );

  it("counts nesting to the limit and no further", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(parse(nested(32)).ok).toBe(true);
    expect(parse(nested(33))).toMatchObject(refused);
    expect(parseStrictJson(nested(3), { code, maxDepth: 2 })).toMatchObject(refused);
    expect(parse(`[${"[],".repeat(100)}[]]`).ok).toBe(true);
  });

  it.each(['{"__proto__":1}', '{"a":{"__proto__":{"isAdmin":true}}}', '{"\\u005f_proto__":1}'])(
    "pitfall 90: __proto__ is refused as a member name: %s",
    (text) => {
      expect(parse(text)).toMatchObject(refused);
    },
  );

  it("pitfall 90: no member is inherited", () => {
    const parsed = parse('{"constructor":1}');
    if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error("not parsed");
    expect(parsed.value["constructor"]).toBe(1);
    expect(parsed.value["toString"]).toBeUndefined();
  });

  it.each(["1.5", "1e3", "1.0", "9007199254740992", "-9007199254740992", "-0", "01", "-", "+1"])(
    "refuses the number %s",
    (text) => {
      expect(parse(`[${text}]`)).toMatchObject(refused);
    },
  );

  it.each([
    ["text after the value", "{} {}"],
    ["a NUL after the value", "{}\0"],
    ["nothing", ""],
    ["a byte order mark", "\ufeff{}"],
    ["a trailing comma", "[1,]"],
    ["a comment", "[1/**/]"],
    ["single quotes", "{'a':1}"],
    ["a control character", '"\n"'],
    ["an unknown escape", '"\\x41"'],
    ["a short escape", '"\\u12"'],
    ["an open string", '"abc'],
    ["NaN", "NaN"],
    ["a no-break space", "[\u00a01]"],
  ])("refuses %s", (_name, text) => {
    expect(parse(text)).toMatchObject(refused);
  });

  it("keeps a lone surrogate", () => {
    expect(parse('"\\ud800"')).toEqual({ ok: true, value: "\ud800" });
  });

  it("refuses a text over the limit", () => {
    expect(parseStrictJson("[1,2]", { code, maxLength: 4 })).toMatchObject(refused);
  });
});

describe("rawMember", () => {
  it("gives the exact source text, spaces and order included", () => {
    const inner = '{ "b" : [1 ,2],\n"a":"}{" }';
    expect(rawMember(`{"x":1, "tcbInfo": ${inner} ,"signature":"00"}`, "tcbInfo", code)).toEqual({
      ok: true,
      value: inner,
    });
  });

  it("looks at the top level only", () => {
    expect(rawMember('{"a":{"tcbInfo":1}}', "tcbInfo", code)).toMatchObject(refused);
    expect(rawMember('[{"tcbInfo":1}]', "tcbInfo", code)).toMatchObject(refused);
  });

  it("pitfall 65: refuses a text that has the member twice", () => {
    expect(rawMember('{"tcbInfo":1,"tcbInfo":2}', "tcbInfo", code)).toMatchObject(refused);
  });

  it("gives a text that parses to the member's value", () => {
    fc.assert(
      fc.property(acceptable, (value) => {
        const text = `{"before":[],"wanted":${JSON.stringify(value, null, 1)},"after":{}}`;
        const raw = rawMember(text, "wanted", code);
        if (!raw.ok) throw new Error("refused");
        expect(JSON.parse(raw.value)).toEqual(value);
      }),
    );
  });
});
