import type { JsonValue } from "@/lib/bytes/strict-json";
import type { Result } from "@/lib/rats/result";
import type { UsableSchema } from "./vet-schema";

/** A rule of the schema that the document breaks. */
export interface SchemaViolation {
  /** JSON pointer into the document; empty for all of it. */
  readonly at: string;
  readonly keyword: string;
  readonly detail: string;
}

/**
 * What the core needs of JSON Schema 2020-12, with `format` asserted. A backend makes code of a schema, which a browser
 * under a strict content security policy does not run; there the port is absent, and the check says so.
 *
 * Nothing here throws for hostile input.
 */
export interface SchemaPort {
  /**
   * Validates a strict JSON document.
   *
   * @returns a failure `COMMITMENT_SCHEMA_INVALID` when the schema can't be used; no violations when the document fits,
   * otherwise those of the first rule that it breaks.
   */
  validate(document: JsonValue, schema: UsableSchema): Result<readonly SchemaViolation[]>;
}
