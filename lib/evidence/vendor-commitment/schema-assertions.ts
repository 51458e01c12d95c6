import { isJsonObject, type JsonValue } from "@/lib/bytes/strict-json";
import { sameJson } from "@/lib/formats/tokens/same-json";
import { isFormat, type FormatName, FORMATS } from "./schema-formats";
import { MAX_PATTERN_TEXT, safePattern } from "./safe-pattern";

export type AssertionOutcome =
  | { readonly kind: "kept" }
  | { readonly kind: "broken"; readonly detail: string }
  /** The rule itself is malformed. */
  | { readonly kind: "unusable"; readonly detail: string };

const kept: AssertionOutcome = { kind: "kept" };
const unusable = (detail: string): AssertionOutcome => ({ kind: "unusable", detail });
const keptIf = (isKept: boolean, detail: string): AssertionOutcome =>
  isKept ? kept : { kind: "broken", detail };

type Assertion = (rule: JsonValue, value: JsonValue) => AssertionOutcome;

/** Keywords that look at one value alone (JSON Schema 2020-12 Validation section 6, with `format` asserted). */
const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  type: (rule, value) => {
    const names = isList(rule) ? rule : [rule];
    const isKnown = names.length > 0 && names.every((name) => isTypeName(name));
    if (!isKnown) return unusable("an unknown type");
    return keptIf(
      names.some((name) => isTypeName(name) && TYPES[name](value)),
      `must be ${names.map(String).join(" or ")}`,
    );
  },
  enum: (rule, value) => {
    if (!isList(rule)) return unusable("no list");
    return keptIf(
      rule.some((one) => sameJson(value, one)),
      "is none of the listed values",
    );
  },
  const: (rule, value) => keptIf(sameJson(value, rule), "is not the one value"),
  required: (rule, value) => {
    if (!isList(rule) || !rule.every((name) => typeof name === "string"))
      return unusable("no names");
    if (!isJsonObject(value)) return kept;
    const missing = rule.filter((name) => value[name] === undefined);
    return keptIf(missing.length === 0, `lacks ${missing.join(", ")}`);
  },
  minimum: ofNumber((limit, number) => number >= limit, "at least"),
  maximum: ofNumber((limit, number) => number <= limit, "at most"),
  exclusiveMinimum: ofNumber((limit, number) => number > limit, "more than"),
  exclusiveMaximum: ofNumber((limit, number) => number < limit, "less than"),
  multipleOf: ofNumber((limit, number) => limit > 0 && number % limit === 0, "a multiple of"),
  minLength: ofSize(textLength, (limit, size) => size >= limit, "characters at least"),
  maxLength: ofSize(textLength, (limit, size) => size <= limit, "characters at most"),
  minItems: ofSize(itemCount, (limit, size) => size >= limit, "items at least"),
  maxItems: ofSize(itemCount, (limit, size) => size <= limit, "items at most"),
  minProperties: ofSize(memberCount, (limit, size) => size >= limit, "members at least"),
  maxProperties: ofSize(memberCount, (limit, size) => size <= limit, "members at most"),
  uniqueItems: (rule, value) => {
    if (typeof rule !== "boolean") return unusable("neither true nor false");
    if (!rule || !isList(value)) return kept;
    if (value.length > 256) return { kind: "broken", detail: "more than 256 items" };
    const isUnique = value.every((item, index) =>
      value.slice(index + 1).every((other) => !sameJson(item, other)),
    );
    return keptIf(isUnique, "has an item twice");
  },
  pattern: (rule, value) => {
    const pattern = typeof rule === "string" ? safePattern(rule) : null;
    if (pattern === null) return unusable("no expression, or one that could take long");
    if (typeof value !== "string") return kept;
    const isShort = value.length <= MAX_PATTERN_TEXT;
    return keptIf(isShort && pattern.test(value), "does not fit the pattern");
  },
  format: (rule, value) => {
    if (!isFormat(rule)) return unusable("an unknown format");
    const name: FormatName = rule;
    return typeof value === "string" ? keptIf(FORMATS[name](value), `is no ${name}`) : kept;
  },
};

export function isAssertion(keyword: string): boolean {
  return Object.hasOwn(ASSERTIONS, keyword);
}

export function applyAssertion(
  keyword: string,
  rule: JsonValue,
  value: JsonValue,
): AssertionOutcome {
  return ASSERTIONS[keyword]?.(rule, value) ?? unusable("not supported");
}

/** Documents have whole numbers only, so `number` and `integer` are the same here. */
const TYPES = {
  null: (value: JsonValue) => value === null,
  boolean: (value: JsonValue) => typeof value === "boolean",
  integer: (value: JsonValue) => typeof value === "number",
  number: (value: JsonValue) => typeof value === "number",
  string: (value: JsonValue) => typeof value === "string",
  array: (value: JsonValue) => isList(value),
  object: (value: JsonValue) => isJsonObject(value),
};

function isTypeName(name: JsonValue): name is keyof typeof TYPES {
  return typeof name === "string" && Object.hasOwn(TYPES, name);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function ofNumber(holds: (limit: number, number: number) => boolean, words: string): Assertion {
  return (rule, value) => {
    if (typeof rule !== "number") return unusable("no number");
    return typeof value === "number"
      ? keptIf(holds(rule, value), `must be ${words} ${rule}`)
      : kept;
  };
}

function ofSize(
  sizeOf: (value: JsonValue) => number | null,
  holds: (limit: number, size: number) => boolean,
  words: string,
): Assertion {
  return (rule, value) => {
    if (typeof rule !== "number" || rule < 0) return unusable("no count");
    const size = sizeOf(value);
    return size === null ? kept : keptIf(holds(rule, size), `must have ${rule} ${words}`);
  };
}

/** In code points (JSON Schema 2020-12 Validation section 6.3.1). */
function textLength(value: JsonValue): number | null {
  return typeof value === "string" ? [...value].length : null;
}

function itemCount(value: JsonValue): number | null {
  return isList(value) ? value.length : null;
}

function memberCount(value: JsonValue): number | null {
  return isJsonObject(value) ? Object.keys(value).length : null;
}
