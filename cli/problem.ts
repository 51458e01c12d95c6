import { randomUUID } from "node:crypto";
import type { Problem } from "@/lib/contract/problem";
import { problemOf, type SchemaError } from "@/lib/contract/problem-of";
import type { Failure } from "@/lib/rats/result";

/** The problem object that takes a result's place; `at` names the file or item. */
export function problemHere(failure: Failure, errors: readonly SchemaError[] = []): Problem {
  const { code, detail, at } = failure;
  const placed = { code, detail: at === undefined ? detail : `${at}: ${detail}` };
  return problemOf(placed, { instance: `urn:uuid:${randomUUID()}`, errors });
}
