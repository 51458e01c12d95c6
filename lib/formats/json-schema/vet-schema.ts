import { isJsonObject, parseStrictJson, type JsonValue } from "@/lib/bytes/strict-json";
import { fail, ok, type Result } from "@/lib/rats/result";
import { safePattern } from "./safe-pattern";

/** What validating a document can cost at worst, references followed. */
export interface SchemaCost {
  /** Rules, and values that they list. Each looks at any one part of a document once at most. */
  readonly steps: number;
  /** `uniqueItems`. Each compares any two parts of a document once at most. */
  readonly comparisons: number;
  /** Schemas inside each other. */
  readonly depth: number;
}

/** A schema that may be compiled: of known keywords, without annotations, never leading back to itself. */
export interface UsableSchema {
  /** JSON: all there is of the schema, so what is made of it can be remembered under this text. */
  readonly text: string;
  readonly cost: SchemaCost;
}

export const MAX_SCHEMA_LENGTH = 64 * 1024;
/** Schemas and keywords together. Making code of this many takes a tenth of a second. */
export const MAX_SCHEMA_PARTS = 512;
const MAX_DEPTH = 48;

/** Say something to people, and nothing about documents (JSON Schema 2020-12 Core section 8, Validation section 9). */
const ANNOTATIONS = [
  ...["$schema", "$comment", "title", "description", "default"],
  ...["examples", "deprecated", "readOnly", "writeOnly"],
];
/** Keywords without a schema inside. Whether their values are any good is for the meta-schema. */
const ASSERTIONS = [
  ...["type", "enum", "const", "required", "dependentRequired", "format", "uniqueItems"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"],
  ...["minProperties", "maxProperties"],
];
const WITH_SCHEMA = [
  ...["items", "contains", "additionalProperties", "propertyNames"],
  ...["not", "if", "then", "else"],
];
const WITH_LIST = ["allOf", "anyOf", "oneOf", "prefixItems"];
const WITH_MEMBERS = ["properties", "dependentSchemas"];
const DEFINITIONS = ["$defs", "definitions"];

/**
 * Looks through a schema that came with a request before anything makes code of it. Only known keywords: a rule that is
 * skipped in silence is a rule that somebody counts on. `$ref` leads to the schema's own definitions and nowhere else;
 * `$id` names nothing, because nothing is ever looked up by it.
 */
export function vetSchema(text: string): Result<UsableSchema> {
  const code = "COMMITMENT_SCHEMA_INVALID";
  const parsed = parseStrictJson(text, { code, maxLength: MAX_SCHEMA_LENGTH });
  if (!parsed.ok) return parsed;
  const vetting = new Vetting(parsed.value);
  const { kept, cost } = vetting.whole();
  if (cost.depth > MAX_DEPTH) vetting.refuse(`deeper than ${MAX_DEPTH} levels`);
  return vetting.problem === null
    ? ok({ text: JSON.stringify(kept), cost })
    : fail(code, vetting.problem, "schema");
}

interface Vetted {
  /** Without annotations. */
  readonly kept: JsonValue;
  readonly cost: SchemaCost;
}

const FREE: SchemaCost = { steps: 0, comparisons: 0, depth: 0 };
const REFUSED: Vetted = { kept: false, cost: FREE };

/** One look through a schema: keeps the first thing that is wrong with it. */
class Vetting {
  readonly #root: JsonValue;
  /** By the reference to them; null while one is being looked at. */
  readonly #definitions = new Map<string, Vetted | null>();
  #parts = 0;
  problem: string | null = null;

  constructor(root: JsonValue) {
    this.#root = root;
  }

  refuse(problem: string): Vetted {
    this.problem ??= problem;
    return REFUSED;
  }

  whole(): Vetted {
    if (!isJsonObject(this.#root)) return this.#schema(this.#root);
    const { $id: _id, $defs, definitions, ...rules } = this.#root;
    const { kept, cost } = this.#schema(rules);
    const all: Record<string, JsonValue | undefined> = isJsonObject(kept) ? { ...kept } : {};
    for (const [list, members] of Object.entries({ $defs, definitions })) {
      if (members === undefined) continue;
      const vetted = this.#members(list, members, (_, name) =>
        this.#definition(`#/${list}/${name}`),
      );
      all[list] = vetted.kept;
    }
    return { kept: all, cost };
  }

  #schema(schema: JsonValue | undefined): Vetted {
    this.#count();
    if (this.problem !== null) return REFUSED;
    if (typeof schema === "boolean") return { kept: schema, cost: { ...FREE, steps: 1 } };
    if (!isJsonObject(schema))
      return this.refuse("a schema is neither an object nor a truth value");
    const kept: Record<string, JsonValue> = {};
    const costs: SchemaCost[] = [];
    for (const [keyword, rule] of Object.entries(schema)) {
      if (rule === undefined || ANNOTATIONS.includes(keyword)) continue;
      this.#count();
      const vetted = this.#rule(keyword, rule);
      kept[keyword] = vetted.kept;
      costs.push(vetted.cost);
    }
    const { steps, comparisons, depth } = sumOf(costs);
    return { kept, cost: { steps: steps + 1, comparisons, depth: depth + 1 } };
  }

  #rule(keyword: string, rule: JsonValue): Vetted {
    if (keyword === "$ref") return { kept: rule, cost: this.#definition(rule).cost };
    if (keyword === "pattern") return this.#pattern(rule);
    if (ASSERTIONS.includes(keyword)) {
      const comparisons = keyword === "uniqueItems" ? 1 : 0;
      return { kept: rule, cost: { steps: sizeOf(rule), comparisons, depth: 0 } };
    }
    if (WITH_SCHEMA.includes(keyword)) return this.#schema(rule);
    if (WITH_LIST.includes(keyword)) return this.#list(keyword, rule);
    if (WITH_MEMBERS.includes(keyword)) {
      return this.#members(keyword, rule, (schema) => this.#schema(schema));
    }
    return this.refuse(
      DEFINITIONS.includes(keyword)
        ? `${keyword} stands below the top`
        : `keyword ${keyword.slice(0, 64)} is not supported`,
    );
  }

  #pattern(rule: JsonValue): Vetted {
    const isSafe = typeof rule === "string" && safePattern(rule) !== null;
    return isSafe
      ? { kept: rule, cost: { ...FREE, steps: 1 } }
      : this.refuse("pattern: no expression, or one that could take long");
  }

  #list(keyword: string, rule: JsonValue): Vetted {
    if (!isList(rule)) return this.refuse(`${keyword} is no list of schemas`);
    const all = rule.map((one) => this.#schema(one));
    return { kept: all.map(({ kept }) => kept), cost: sumOf(all.map(({ cost }) => cost)) };
  }

  #members(
    keyword: string,
    rule: JsonValue,
    vet: (schema: JsonValue | undefined, name: string) => Vetted,
  ): Vetted {
    if (!isJsonObject(rule)) return this.refuse(`${keyword} is no object`);
    const all = Object.entries(rule).map(([name, schema]) => [name, vet(schema, name)] as const);
    return {
      kept: Object.fromEntries(all.map(([name, { kept }]) => [name, kept])),
      cost: sumOf(all.map(([, { cost }]) => cost)),
    };
  }

  /** Looked at once, however often it is referred to. */
  #definition(reference: JsonValue): Vetted {
    const key = typeof reference === "string" ? reference : "";
    const known = this.#definitions.get(key);
    if (known === null) return this.refuse("a definition leads back to itself");
    if (known !== undefined) return known;
    const [, list = "", name = ""] = /^#\/(\$defs|definitions)\/([A-Za-z0-9_.-]+)$/.exec(key) ?? [];
    const members = isJsonObject(this.#root) ? this.#root[list] : undefined;
    const found = isJsonObject(members) ? members[name] : undefined;
    if (found === undefined) return this.refuse("$ref leads to nothing under #/$defs");
    this.#definitions.set(key, null);
    const vetted = this.#schema(found);
    this.#definitions.set(key, vetted);
    return vetted;
  }

  #count(): void {
    this.#parts++;
    if (this.#parts > MAX_SCHEMA_PARTS) this.refuse(`more than ${MAX_SCHEMA_PARTS} rules`);
  }
}

function sumOf(costs: readonly SchemaCost[]): SchemaCost {
  return costs.reduce(
    (sum, { steps, comparisons, depth }) => ({
      steps: sum.steps + steps,
      comparisons: sum.comparisons + comparisons,
      depth: Math.max(sum.depth, depth),
    }),
    FREE,
  );
}

/** Values in a value, itself included. */
function sizeOf(value: JsonValue | undefined): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + sizeOf(inner), 1);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
