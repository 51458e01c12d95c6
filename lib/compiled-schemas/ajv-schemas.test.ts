import { Validator } from "@cfworker/json-schema";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { parseStrictJson, type JsonValue } from "@/lib/bytes/strict-json";
import { noCache } from "@/lib/crypto/content-cache";
import { validateBySchema } from "@/lib/formats/json-schema/validate-by-schema";
import { ajvSchemas } from "./ajv-schemas";

// Making code of hundreds of schemas takes its time.
vi.setConfig({ testTimeout: 30_000 });

type Schema = Readonly<Record<string, unknown>>;

const DRAFT = "https://json-schema.org/draft/2020-12/";
const TO_A = { $ref: "#/$defs/a" };

const vendorSchema: Schema = {
  type: "object",
  required: ["model", "exp", "endpoint"],
  properties: {
    model: {
      type: "object",
      required: ["id", "version"],
      properties: {
        id: { type: "string", minLength: 1, maxLength: 100 },
        version: { type: "string", pattern: "^\\d{4}-\\d{2}$" },
        digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
      },
      additionalProperties: false,
    },
    endpoint: { type: "string", format: "uri" },
    quantization: { enum: ["none", "fp8", "int4"] },
  },
};

function document(value: unknown): JsonValue {
  const parsed = parseStrictJson(JSON.stringify(value), { code: "TOKEN_MALFORMED" });
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.value;
}

const schemas = ajvSchemas();

/** `true` and `false`: fits or not; otherwise the reason why the schema can't be used. */
async function judge(schema: Schema, value: unknown): Promise<boolean | string> {
  const read = document(value);
  const given = { document: read, length: JSON.stringify(read).length, schema };
  const result = await validateBySchema({ schemas, cache: noCache }, given);
  return result.ok ? result.value.length === 0 : result.failure.code;
}

async function brokenRules(schema: Schema, value: unknown): Promise<readonly string[]> {
  const read = document(value);
  const given = { document: read, length: JSON.stringify(read).length, schema };
  const result = await validateBySchema({ schemas, cache: noCache }, given);
  return result.ok ? result.value.map(({ at, keyword }) => `${at} ${keyword}`) : ["unusable"];
}

/** An interpreter by other people. */
function judgeByOther(schema: Schema, value: unknown): boolean {
  return new Validator(schema, "2020-12").validate(value).valid;
}

const names = fc.constantFrom("a", "b", "c");
const scalar = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.string({ maxLength: 4 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom("2026-01-31", "2026-02-30", "2026-01-01T10:00:00Z", "aab"),
);
function anyValue(depth: number): fc.Arbitrary<unknown> {
  if (depth === 0) return scalar;
  const inner = anyValue(depth - 1);
  return fc.oneof(
    scalar,
    fc.array(inner, { maxLength: 3 }),
    fc.dictionary(names, inner, { maxKeys: 3, noNullPrototype: true }),
  );
}

const rules = {
  type: fc.constantFrom("object", "array", "string", "integer", "number", "boolean", "null"),
  required: fc.uniqueArray(names, { maxLength: 2 }),
  minItems: fc.nat({ max: 3 }),
  maxItems: fc.nat({ max: 3 }),
  uniqueItems: fc.boolean(),
  minLength: fc.nat({ max: 3 }),
  maxLength: fc.nat({ max: 3 }),
  minimum: fc.integer({ min: -3, max: 3 }),
  exclusiveMaximum: fc.integer({ min: -3, max: 3 }),
  minProperties: fc.nat({ max: 2 }),
  pattern: fc.constantFrom("^a+b$", "^[0-9-]{10}$", "."),
  format: fc.constantFrom("date", "date-time"),
  enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
  const: scalar,
  multipleOf: fc.integer({ min: 1, max: 3 }),
  maxProperties: fc.nat({ max: 2 }),
  dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
};

function anySchema(depth: number): fc.Arbitrary<Schema> {
  const simple = fc.record(rules, { requiredKeys: [], noNullPrototype: true });
  const few = simple.map((all) => Object.fromEntries(Object.entries(all).slice(0, 2)));
  if (depth === 0) return few;
  const inner = anySchema(depth - 1);
  const list = fc.array(inner, { minLength: 1, maxLength: 2 });
  const properties = fc.dictionary(names, inner, { maxKeys: 2, noNullPrototype: true });
  return fc.oneof(
    few,
    fc.record({ properties, additionalProperties: fc.oneof(fc.boolean(), inner) }),
    fc.record({ items: inner }),
    fc.record({ allOf: list }),
    fc.record({ anyOf: list }),
    fc.record({ oneOf: list }),
    fc.record({ not: inner }),
    fc.record({ prefixItems: list, items: inner }),
    fc.record({
      contains: inner,
      minContains: fc.nat({ max: 1 }),
      maxContains: fc.integer({ min: 1, max: 2 }),
    }),
    fc.record({ propertyNames: inner }),
    fc.record({ dependentSchemas: properties }),
    fc.record({ if: inner, then: inner, else: inner }),
  );
}

describe("validation by compiled schemas", () => {
  it("agrees with an interpreter on any schema and any document", async () => {
    await fc.assert(
      fc.asyncProperty(anySchema(2), anyValue(2), async (schema, value) => {
        expect(await judge(schema, value)).toBe(judgeByOther(schema, value));
      }),
      { numRuns: 300 },
    );
  });

  it("judges what a vendor could register, and says which rule is broken first", async () => {
    const model = { id: "m", version: "2026-05", digest: `sha256:${"0a".repeat(32)}` };
    const good = { model, exp: 1, endpoint: "https://a.example/v1" };
    const cases = [
      [good, []],
      [{ ...good, endpoint: "no uri" }, ["/endpoint format"]],
      [{ ...good, quantization: "int8" }, ["/quantization enum"]],
      [{ ...good, model: { ...model, extra: true } }, ["/model additionalProperties"]],
      [{ ...good, model: { ...model, version: "2026-5" } }, ["/model/version pattern"]],
      [{ model }, [" required"]],
      [[], [" type"]],
    ] as const;
    for (const [value, broken] of cases)
      expect(await brokenRules(vendorSchema, value)).toEqual(broken);
  });

  it("follows references into the schema's own definitions", async () => {
    const schema = { $defs: { id: { type: "string" } }, properties: { a: { $ref: "#/$defs/id" } } };
    expect(await judge(schema, { a: "x" })).toBe(true);
    expect(await judge(schema, { a: 1 })).toBe(false);
  });

  it.each<{ name: string; schema: Schema }>([
    { name: "an unknown keyword", schema: { patternProperties: {} } },
    { name: "an unknown keyword under a definition", schema: { $defs: { a: { nullable: true } } } },
    { name: "code that waits", schema: { $async: true } },
    { name: "a name below the top", schema: { not: { $id: "https://a.example/" } } },
    { name: "definitions below the top", schema: { not: { $defs: {} } } },
    { name: "a rule that nothing asks for", schema: { then: { type: "string" } } },
    { name: "a value taken from the document", schema: { minimum: { $data: "1/a" } } },
    { name: "an unknown type", schema: { type: "date" } },
    { name: "an unknown format", schema: { format: "colour" } },
    { name: "a length below zero", schema: { minLength: -1 } },
    { name: "a list of no schemas", schema: { anyOf: [] } },
    { name: "a schema that is a number", schema: { items: 1 } },
    { name: "a reference to nothing", schema: { $ref: "#/$defs/none" } },
    { name: "a reference to elsewhere", schema: { $ref: "https://evil.invalid/schema" } },
    { name: "a reference to the meta-schema", schema: { $ref: `${DRAFT}schema` } },
    { name: "a reference to itself", schema: { $ref: "#/$defs/a", $defs: { a: TO_A } } },
    { name: "a definition of itself alone", schema: { $defs: { a: { items: TO_A } } } },
    { name: "a repeated group", schema: { pattern: "^(a+)+$" } },
    { name: "a back reference", schema: { pattern: "(a)\\1" } },
    { name: "a look-ahead", schema: { pattern: "(?=a)" } },
    { name: "many repeats", schema: { pattern: "a*a*a*a*b" } },
    { name: "many alternatives in a row", schema: { pattern: `^${"(a|a)".repeat(40)}$` } },
    { name: "a pattern that is none", schema: { pattern: "[" } },
    { name: "a list of names that is none", schema: { required: "a" } },
    { name: "more levels than are read", schema: nested(60) },
    { name: "more rules than are compiled", schema: { allOf: Array(600).fill(true) } },
    { name: "more text than is read", schema: { title: "a".repeat(70_000) } },
  ])("refuses a schema with $name", async ({ schema }) => {
    expect(await judge(schema, "aaaa")).toBe("COMMITMENT_SCHEMA_INVALID");
  });

  it("ignores what only people read, an address of the schema's own included", async () => {
    const schema = { $schema: `${DRAFT}schema`, $id: "https://a.example/s", title: "T", const: 1 };
    const twin = { ...schema, const: 2 };
    expect([await judge(schema, 1), await judge(twin, 1), await judge(schema, 1)]).toEqual([
      ...[true, false, true],
    ]);
  });

  it("keeps names apart that mean something to the language", async () => {
    const names = [
      "constructor",
      "toString",
      "hasOwnProperty",
      'a"]);throw 1;//',
      "`${1}`",
      "\u2028",
    ];
    for (const name of names) {
      expect(await judge({ required: [name] }, {})).toBe(false);
      expect(await judge({ required: [name] }, { [name]: 1 })).toBe(true);
      const schema = { properties: { [name]: { const: name } }, additionalProperties: false };
      expect(await judge(schema, { [name]: name })).toBe(true);
      expect(await judge(schema, { [name]: "other" })).toBe(false);
    }
  });

  it("runs nothing that a schema says", async () => {
    const text = "');globalThis.stolen=1;('";
    for (const rule of ["title", "const", "pattern", "format", "$comment", "$ref", "type"]) {
      await judge({ properties: { [text]: { [rule]: text } }, [rule]: text }, { [text]: text });
    }
    expect(globalThis).not.toHaveProperty("stolen");
  });
});

describe("what can take long", () => {
  it("is over soon with patterns that together take too long", async () => {
    const slow = Array.from({ length: 200 }, () => ({ pattern: "a*a*a*=" }));
    const started = performance.now();
    expect(await judge({ allOf: slow }, "a".repeat(512))).toBe("COMMITMENT_SCHEMA_INVALID");
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("has a budget for each document, whatever others took", async () => {
    const schema = { pattern: "^a*b*c*$" };
    const judged = [];
    for (let round = 0; round < 20; round++) judged.push(await judge(schema, "a".repeat(200)));
    expect(new Set(judged)).toEqual(new Set([true]));
  });

  it("is no text that patterns are not tried on, not even under not", async () => {
    const text = "a".repeat(513);
    expect(await judge({ pattern: "a" }, text)).toBe(false);
    expect(await judge({ not: { pattern: "b" } }, text)).toBe(false);
  });

  it("tries each of two patterns", async () => {
    const schema = { properties: { a: { pattern: "^a$" }, b: { pattern: "^b$" } } };
    expect(await judge(schema, { a: "a", b: "b" })).toBe(true);
    expect(await judge(schema, { a: "a", b: "a" })).toBe(false);
  });

  it("is no list of alternatives", async () => {
    const schema = { pattern: "^(int4|int8|fp8|bf16|fp16|fp32|awq|gptq|nf4|mxfp4)$" };
    expect([await judge(schema, "bf16"), await judge(schema, "fp7")]).toEqual([true, false]);
  });

  it("is not begun with a schema whose references double at every step", async () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => {
        const next = { $ref: `#/$defs/d${index + 1}` };
        return [`d${index}`, index === 39 ? {} : { allOf: [next, next] }];
      }),
    );
    expect(await judge({ $defs, $ref: "#/$defs/d0" }, 1)).toBe("COMMITMENT_SCHEMA_INVALID");
  });

  it("is not begun with many comparisons, nor with many rules for many items", async () => {
    const items = Array.from({ length: 20_000 }, (_, index) => index);
    expect(await judge({ uniqueItems: true }, items)).toBe("COMMITMENT_SCHEMA_INVALID");
    const rules = Array.from({ length: 200 }, (_, index) => ({ const: index }));
    expect(await judge({ items: { anyOf: rules } }, items)).toBe("COMMITMENT_SCHEMA_INVALID");
    expect(await judge({ uniqueItems: true }, items.slice(0, 500))).toBe(true);
  });

  it("is over soon with the largest schema and a document as large as it may be for it", async () => {
    const rules = Array.from({ length: 200 }, (_, index) => ({ const: `${index}` }));
    const items = Array.from({ length: 6_000 }, () => 0);
    const started = performance.now();
    expect(await judge({ items: { not: { anyOf: rules } } }, items)).toBe(true);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each(["date-time", "duration", "hostname", "ipv6", "json-pointer", "uri", "uuid"])(
    "is no format, as %s",
    async (format) => {
      const hostile = ["a", "0", ":", "/a~", "a.", "1D", "%41"].flatMap((piece) =>
        ["", "http://"].map((start) => `${start}${piece.repeat(100_000)}\n`),
      );
      const started = performance.now();
      for (const text of hostile) expect(await judge({ format }, text)).toBe(false);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );
});

describe("formats", () => {
  it.each([
    { format: "date", good: "2024-02-29", bad: "2026-02-29" },
    { format: "time", good: "10:00:00Z", bad: "10:00:00" },
    { format: "date-time", good: "2026-01-01T10:00:00.5+01:00", bad: "2026-01-01 10:00:00Z" },
    { format: "date-time", good: "2026-01-01t10:00:00z", bad: "2026-01-01T10:00:00+01" },
    { format: "duration", good: "P1DT2H", bad: "P" },
    { format: "uuid", good: `${"0a".repeat(4)}-0a0a-0a0a-0a0a-${"0a".repeat(6)}`, bad: "0a0a" },
    { format: "uri", good: "https://a.example/?q#f", bad: "/relative" },
    { format: "hostname", good: "a-b.example", bad: "-a.example" },
    { format: "ipv4", good: "10.0.0.1", bad: "10.0.0.256" },
    { format: "ipv6", good: "::1", bad: ":::1" },
    { format: "json-pointer", good: "/a/~0", bad: "/a/~2" },
  ])("$format takes $good and not $bad", async ({ format, good, bad }) => {
    expect([await judge({ format }, good), await judge({ format }, bad)]).toEqual([true, false]);
  });

  it("uuid is none with the prefix of a URN", async () => {
    const uuid = `${"0a".repeat(4)}-0a0a-0a0a-0a0a-${"0a".repeat(6)}`;
    expect(await judge({ format: "uuid" }, `urn:uuid:${uuid}`)).toBe(false);
  });
});

function nested(depth: number): Schema {
  return depth === 0 ? {} : { not: nested(depth - 1) };
}
