import Ajv from "ajv/dist/2020";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { parseStrictJson, type JsonValue } from "@/lib/bytes/strict-json";
import { validateBySchema } from "./json-schema";

// Ajv makes code of every schema, which takes its time.
vi.setConfig({ testTimeout: 30_000 });

type Schema = Readonly<Record<string, unknown>>;

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

/** `true` and `false`: fits or not; otherwise the reason why the schema can't be used. */
function judge(schema: Schema, value: unknown): boolean | string {
  const result = validateBySchema(document(value), schema);
  return result.ok ? result.value.length === 0 : result.failure.code;
}

const ajv = new Ajv({ strict: false, validateSchema: false });
addFormats(ajv);

function judgeByAjv(schema: Schema, value: unknown): boolean {
  return ajv.compile(schema)(value);
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
  );
}

describe("validateBySchema", () => {
  it("agrees with Ajv on any schema and any document", () => {
    fc.assert(
      fc.property(anySchema(2), anyValue(2), (schema, value) => {
        expect(judge(schema, value)).toBe(judgeByAjv(schema, value));
      }),
      { numRuns: 300 },
    );
  });

  it("agrees with Ajv on what a vendor could register", () => {
    const model = { id: "m", version: "2026-05", digest: `sha256:${"0a".repeat(32)}` };
    const good = { model, exp: 1, endpoint: "https://a.example/v1" };
    const documents = [
      good,
      { ...good, endpoint: "no uri" },
      { ...good, quantization: "int8" },
      { ...good, model: { ...model, extra: true } },
      { ...good, model: { ...model, version: "2026-5" } },
      { model },
      [],
    ];
    expect(documents.map((one) => judge(vendorSchema, one))).toEqual(
      documents.map((one) => judgeByAjv(vendorSchema, one)),
    );
    expect(judge(vendorSchema, good)).toBe(true);
  });

  it("follows references into the schema's own definitions", () => {
    const schema = { $defs: { id: { type: "string" } }, properties: { a: { $ref: "#/$defs/id" } } };
    expect(judge(schema, { a: "x" })).toBe(true);
    expect(judge(schema, { a: 1 })).toBe(false);
  });

  it.each<{ name: string; schema: Schema }>([
    { name: "an unknown keyword", schema: { patternProperties: {} } },
    { name: "an unknown type", schema: { type: "date" } },
    { name: "an unknown format", schema: { format: "colour" } },
    { name: "a reference to nothing", schema: { $ref: "#/$defs/none" } },
    { name: "a reference to elsewhere", schema: { $ref: "https://evil.invalid/schema" } },
    {
      name: "a reference to itself",
      schema: { $defs: { a: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" },
    },
    { name: "a repeated group", schema: { pattern: "^(a+)+$" } },
    { name: "a back reference", schema: { pattern: "(a)\\1" } },
    { name: "a look-ahead", schema: { pattern: "(?=a)" } },
    { name: "many repeats", schema: { pattern: "a*a*a*a*b" } },
    { name: "many alternatives in a row", schema: { pattern: `^${"(a|a)".repeat(40)}$` } },
    { name: "a pattern that is none", schema: { pattern: "[" } },
    { name: "a list of names that is none", schema: { required: "a" } },
    { name: "more levels than are read", schema: nested(60) },
  ])("refuses a schema with $name", ({ schema }) => {
    expect(judge(schema, "aaaa")).toBe("COMMITMENT_SCHEMA_INVALID");
  });

  it("stops at patterns that together take too long", () => {
    const slow = Array.from({ length: 200 }, () => ({ pattern: "a*a*a*=" }));
    const started = performance.now();
    expect(judge({ allOf: slow }, "a".repeat(512))).toBe("COMMITMENT_SCHEMA_INVALID");
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("tries a pattern with a list of alternatives", () => {
    const schema = { pattern: "^(int4|int8|fp8|bf16|fp16|fp32|awq|gptq|nf4|mxfp4)$" };
    expect([judge(schema, "bf16"), judge(schema, "fp7")]).toEqual([true, false]);
  });

  it("stops at a schema whose references double at every step", () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => {
        const next = { $ref: `#/$defs/d${index + 1}` };
        return [`d${index}`, index === 39 ? {} : { allOf: [next, next] }];
      }),
    );
    expect(judge({ $defs, $ref: "#/$defs/d0" }, 1)).toBe("COMMITMENT_SCHEMA_INVALID");
  });
});

function nested(depth: number): Schema {
  return depth === 0 ? {} : { not: nested(depth - 1) };
}
