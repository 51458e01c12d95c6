import {
  isJsonObject,
  parseStrictJson,
  type JsonObject,
  type JsonValue,
} from "@/lib/bytes/strict-json";
import { fail, ok, type Result } from "@/lib/rats/result";
import { patternWork } from "./safe-pattern";
import { applyAssertion, isAssertion } from "./schema-assertions";

/** A rule of the schema that the document breaks. */
export interface SchemaViolation {
  /** JSON pointer into the document; empty for all of it. */
  readonly at: string;
  readonly keyword: string;
  readonly detail: string;
}

export const MAX_SCHEMA_LENGTH = 64 * 1024;
const MAX_STEPS = 20_000;
/** Steps of all patterns together, at worst: a tenth of a second. */
const MAX_PATTERN_WORK = 10_000_000;
const MAX_DEPTH = 48;
const MAX_VIOLATIONS = 20;

/** Say something to people, and nothing about documents (JSON Schema 2020-12 Core section 8, Validation section 9). */
const ANNOTATIONS = [
  ...["$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default"],
  ...["examples", "deprecated", "readOnly", "writeOnly"],
];

/**
 * Validates a document by the part of JSON Schema 2020-12 that vendors need to say what a commitment looks like: `type`,
 * `enum`, `const`, limits, `pattern`, `format`, `properties`, `required`, `additionalProperties`, `items`, `allOf`,
 * `anyOf`, `oneOf`, `not` and `$ref` to `#/$defs/…`. Any other keyword makes the schema unusable: a rule that is skipped
 * in silence is a rule that somebody counts on.
 *
 * Own interpreter and not Ajv, which compiles a schema to JavaScript and runs that: the schema comes with the request,
 * so its code would run in the server; the console's content security policy allows no such code in the browser, where
 * the same verdict must come out; and an interpreter can count its steps, so that `$ref` can't be made a bomb. Ajv is
 * the independent implementation in the tests.
 *
 * @returns a failure `COMMITMENT_SCHEMA_INVALID` when the schema can't be used; no violations when the document fits.
 */
export function validateBySchema(
  document: JsonValue,
  schema: Readonly<Record<string, unknown>>,
): Result<readonly SchemaViolation[]> {
  const parsed = parseStrictJson(JSON.stringify(schema), {
    code: "COMMITMENT_SCHEMA_INVALID",
    maxLength: MAX_SCHEMA_LENGTH,
  });
  if (!parsed.ok) return parsed;
  const run = new Run(parsed.value);
  run.check(document, parsed.value, { at: "", depth: 0 });
  return run.problem === null
    ? ok(run.violations.slice(0, MAX_VIOLATIONS))
    : fail("COMMITMENT_SCHEMA_INVALID", run.problem, "schema");
}

interface Place {
  readonly at: string;
  readonly depth: number;
}

/** One validation: counts its steps, and keeps the first thing that is wrong with the schema. */
class Run {
  readonly #root: JsonValue;
  #steps = 0;
  #patternWork = 0;
  problem: string | null = null;
  violations: SchemaViolation[] = [];

  constructor(root: JsonValue) {
    this.#root = root;
  }

  check(value: JsonValue, schema: JsonValue | undefined, place: Place): void {
    if (this.problem !== null) return;
    this.#steps++;
    if (this.#steps > MAX_STEPS) return this.#unusable(`more than ${MAX_STEPS} steps`);
    if (place.depth > MAX_DEPTH) return this.#unusable(`deeper than ${MAX_DEPTH} levels`);
    if (schema === true) return;
    if (schema === false) return this.#break(place, "false", "nothing is allowed here");
    if (!isJsonObject(schema))
      return this.#unusable("a schema is neither an object nor a truth value");
    for (const [keyword, rule] of Object.entries(schema)) {
      if (rule === undefined || ANNOTATIONS.includes(keyword)) continue;
      if (isAssertion(keyword)) this.#assert(value, { keyword, rule, place });
      else this.#apply(value, schema, { keyword, rule, place });
    }
  }

  #assert(value: JsonValue, given: { keyword: string; rule: JsonValue; place: Place }): void {
    const { keyword, rule, place } = given;
    if (keyword === "pattern" && typeof rule === "string" && typeof value === "string") {
      this.#patternWork += patternWork(rule, value.length);
      if (this.#patternWork > MAX_PATTERN_WORK) return this.#unusable("its patterns take too long");
    }
    const outcome = applyAssertion(keyword, rule, value);
    if (outcome.kind === "unusable") this.#unusable(`${keyword}: ${outcome.detail}`);
    if (outcome.kind === "broken") this.#break(place, keyword, outcome.detail);
  }

  #apply(
    value: JsonValue,
    schema: JsonObject,
    given: { keyword: string; rule: JsonValue; place: Place },
  ): void {
    const { keyword, rule, place } = given;
    const deeper = { at: place.at, depth: place.depth + 1 };
    switch (keyword) {
      case "properties":
        return this.#properties(value, rule, place);
      case "additionalProperties":
        return this.#additional(value, schema, place);
      case "items":
        if (isList(value))
          value.forEach((item, i) => this.check(item, rule, within(place, `${i}`)));
        return;
      case "allOf":
        for (const one of this.#schemas(keyword, rule)) this.check(value, one, deeper);
        return;
      case "anyOf":
      case "oneOf":
        return this.#choice(value, { keyword, rule, place: deeper });
      case "not":
        if (this.#fits(value, rule, deeper)) this.#break(place, keyword, "must not be like this");
        return;
      case "$ref":
        return this.check(value, this.#resolve(rule), deeper);
      default:
        return this.#unusable(`keyword ${keyword.slice(0, 64)} is not supported`);
    }
  }

  #properties(value: JsonValue, rule: JsonValue, place: Place): void {
    if (!isJsonObject(rule)) return this.#unusable("properties is no object");
    if (!isJsonObject(value)) return;
    for (const [name, schema] of Object.entries(rule)) {
      const member = value[name];
      if (member !== undefined) this.check(member, schema, within(place, name));
    }
  }

  #additional(value: JsonValue, schema: JsonObject, place: Place): void {
    if (!isJsonObject(value)) return;
    const known = isJsonObject(schema["properties"]) ? schema["properties"] : {};
    for (const [name, member] of Object.entries(value)) {
      if (Object.hasOwn(known, name) || member === undefined) continue;
      this.check(member, schema["additionalProperties"], within(place, name));
    }
  }

  #choice(value: JsonValue, given: { keyword: string; rule: JsonValue; place: Place }): void {
    const { keyword, rule, place } = given;
    const options = this.#schemas(keyword, rule);
    const fitting = options.filter((one) => this.#fits(value, one, place)).length;
    const isGood = keyword === "anyOf" ? fitting > 0 : fitting === 1;
    if (!isGood) this.#break(place, keyword, `fits ${fitting} of ${options.length}`);
  }

  #fits(value: JsonValue, schema: JsonValue, place: Place): boolean {
    const outer = this.violations;
    this.violations = [];
    this.check(value, schema, place);
    const isFitting = this.violations.length === 0;
    this.violations = outer;
    return isFitting;
  }

  #schemas(keyword: string, rule: JsonValue): readonly JsonValue[] {
    if (isList(rule) && rule.length > 0) return rule;
    this.#unusable(`${keyword} is no list of schemas`);
    return [];
  }

  #resolve(rule: JsonValue): JsonValue | undefined {
    const [, list, name] =
      /^#\/(\$defs|definitions)\/([A-Za-z0-9_.-]+)$/.exec(`${String(rule)}`) ?? [];
    const root = isJsonObject(this.#root) ? this.#root : {};
    const definitions = list === undefined ? undefined : root[list];
    const found = isJsonObject(definitions) && name !== undefined ? definitions[name] : undefined;
    if (found === undefined) this.#unusable("$ref leads to nothing under #/$defs");
    return found;
  }

  #break({ at }: Place, keyword: string, detail: string): void {
    this.violations.push({ at, keyword, detail });
  }

  #unusable(detail: string): void {
    this.problem ??= detail;
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** RFC 6901. */
function within({ at, depth }: Place, name: string): Place {
  return { at: `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, depth: depth + 1 };
}
