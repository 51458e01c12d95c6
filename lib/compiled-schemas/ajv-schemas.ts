import Ajv, { type ErrorObject, type Options, type ValidateFunction } from "ajv/dist/2020.js";
import { LRUCache } from "lru-cache";
import type { JsonValue } from "@/lib/bytes/strict-json";
import type { SchemaPort, SchemaViolation } from "@/lib/formats/json-schema/schema-port";
import type { UsableSchema } from "@/lib/formats/json-schema/vet-schema";
import { fail, ok, type Result } from "@/lib/rats/result";
import { boundedPatterns, PatternsTakeTooLong, TextTooLong } from "./bounded-patterns";
import { addStrictFormats, strictFormats } from "./strict-formats";

/** A compiled schema takes some hundred kilobytes at most, its text up to 64. */
const MAX_REMEMBERED = 64;
const MAX_VIOLATIONS = 20;

const OPTIONS: Options = {
  // Unknown keywords and formats, and rules that would be ignored where they stand, make a schema unusable. The three
  // below are about style: every rule is kept without them.
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  // One violation is enough, and collecting all of them is work that nobody bounds.
  allErrors: false,
  // A reference is a call: copies of what it leads to would double with every step.
  inlineRefs: false,
  ownProperties: true,
  // A schema that can't be used is a check of the result, nothing for the log.
  logger: false,
};

type Validator = (document: JsonValue) => readonly SchemaViolation[];

/**
 * The port's backend by Ajv, which makes code of a schema: for the server, its threads and the command line. What is
 * compiled is remembered by its text, the last ones used.
 */
export function ajvSchemas(): SchemaPort {
  const validators = new LRUCache<string, Result<Validator>>({ max: MAX_REMEMBERED });
  // The meta-schema is compiled once; every schema gets an Ajv of its own, for one that compiled a schema keeps it.
  let shared: { readonly meta: Ajv; readonly formats: ReturnType<typeof strictFormats> } | null =
    null;

  function compile(text: string): Result<Validator> {
    shared ??= { meta: new Ajv(OPTIONS), formats: strictFormats() };
    const { meta, formats } = shared;
    const schema: Record<string, unknown> | boolean = JSON.parse(text);
    if (meta.validateSchema(schema) !== true) {
      return unusable(violationsOf(meta.errors).map(sentence).join("; "));
    }
    const patterns = boundedPatterns();
    const ajv = new Ajv({
      ...OPTIONS,
      meta: false,
      validateSchema: false,
      code: { regExp: patterns.engine },
    });
    addStrictFormats(ajv, formats);
    try {
      const validate = ajv.compile(schema);
      return ok((document) => {
        patterns.refill();
        return violations(validate, document);
      });
    } catch (error) {
      return unusable(error instanceof Error ? error.message : "it can't be compiled");
    }
  }

  return {
    validate(document, { text }: UsableSchema) {
      const known = validators.get(text) ?? compile(text);
      validators.set(text, known);
      if (!known.ok) return known;
      try {
        return ok(known.value(document));
      } catch (error) {
        if (error instanceof PatternsTakeTooLong) return unusable("its patterns take too long");
        throw error;
      }
    },
  };
}

function violations(validate: ValidateFunction, document: JsonValue): readonly SchemaViolation[] {
  try {
    return validate(document) ? [] : violationsOf(validate.errors);
  } catch (error) {
    if (!(error instanceof TextTooLong)) throw error;
    return [{ at: "", keyword: "pattern", detail: "has a text that is too long for patterns" }];
  }
}

function violationsOf(errors: readonly ErrorObject[] | null | undefined) {
  return (errors ?? []).slice(0, MAX_VIOLATIONS).map(violationOf);
}

function violationOf({ instancePath, keyword, message, params }: ErrorObject): SchemaViolation {
  const extra: unknown = params["additionalProperty"];
  const name = typeof extra === "string" ? `: ${extra.slice(0, 64)}` : "";
  return { at: instancePath, keyword, detail: `${message ?? "is not as it must be"}${name}` };
}

function sentence({ at, keyword, detail }: SchemaViolation): string {
  return `${at === "" ? "/" : at} ${detail} (${keyword})`;
}

function unusable(detail: string) {
  return fail("COMMITMENT_SCHEMA_INVALID", detail.slice(0, 512), "schema");
}
