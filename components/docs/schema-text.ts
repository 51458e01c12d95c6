import { type JsonSchema, referencedName } from "./openapi-model";

const MANY_VALUES = 12;

/** `string`, `integer or null`, `"strict" | "moderate"`, `Check array` */
export function typeText(schema: JsonSchema): string {
  if (schema.$ref) return referencedName(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) {
    const shown = schema.enum.slice(0, MANY_VALUES).map((value) => JSON.stringify(value));
    const rest = schema.enum.length - shown.length;
    return rest > 0 ? `${shown.join(" | ")} and ${rest} more` : shown.join(" | ");
  }
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return [...new Set(parts.map(typeText))].join(" or ");
  if (schema.items) return `${typeText(schema.items)} array`;
  if (typeof schema.additionalProperties === "object") {
    return `object of ${typeText(schema.additionalProperties)}`;
  }
  return typeof schema.type === "string" ? schema.type : (schema.type?.join(" or ") ?? "any");
}

/** Format, limits and default in a few words; empty when there are none. */
export function constraintText(schema: JsonSchema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const parts = [
    schema.format,
    schema.pattern && !schema.format ? `matches ${schema.pattern}` : undefined,
    between(minimum, isSafeLimit(maximum) ? maximum : undefined),
    withUnit(between(minLength, maxLength), "characters"),
    withUnit(between(minItems, maxItems), "items"),
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
  ];
  return parts.filter(Boolean).join(", ");
}

function between(from: number | undefined, to: number | undefined): string | undefined {
  if (to === undefined)
    return from === undefined || !isSafeLimit(from) ? undefined : `from ${from}`;
  return from === undefined || !isSafeLimit(from) ? `at most ${to}` : `${from} to ${to}`;
}

/** zod writes the range of safe integers into every integer; it says nothing to a reader. */
function isSafeLimit(limit: number | undefined): boolean {
  return limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
}

function withUnit(text: string | undefined, unit: string): string | undefined {
  return text === undefined ? undefined : `${text} ${unit}`;
}
