import type { JsonValue } from "@/lib/bytes/strict-json";
import { cacheSpace, type ContentCache } from "@/lib/crypto/content-cache";
import { fail, type Result } from "@/lib/rats/result";
import type { SchemaPort, SchemaViolation } from "./schema-port";
import { MAX_SCHEMA_LENGTH, vetSchema, type SchemaCost, type UsableSchema } from "./vet-schema";

/** Steps times characters: a tenth of a second at worst. */
const MAX_WORK = 5_000_000;
const VETTED = cacheSpace<Result<UsableSchema>>("vetted schema");

/**
 * Validates a document by a schema that came with a request, unless that could take long. `length` is that of the
 * document's text, which is never less than the number of its parts.
 */
export async function validateBySchema(
  tools: { readonly schemas: SchemaPort; readonly cache: ContentCache },
  given: {
    readonly document: JsonValue;
    readonly length: number;
    readonly schema: Readonly<Record<string, unknown>>;
  },
): Promise<Result<readonly SchemaViolation[]>> {
  const code = "COMMITMENT_SCHEMA_INVALID";
  const text = JSON.stringify(given.schema);
  if (text.length > MAX_SCHEMA_LENGTH) {
    return fail(code, `more than ${MAX_SCHEMA_LENGTH} characters`, "schema");
  }
  const schema = await tools.cache.remember(VETTED, text, () => Promise.resolve(vetSchema(text)));
  if (!schema.ok) return schema;
  if (workOf(schema.value.cost, given.length) > MAX_WORK) {
    return fail(code, `takes too long for ${given.length} characters`, "schema");
  }
  return tools.schemas.validate(given.document, schema.value);
}

/** An item has two characters at least, and each pair of items is compared once: an eighth of the square. */
function workOf({ steps, comparisons }: SchemaCost, length: number): number {
  return (steps + (comparisons * length) / 8) * length;
}
