import { createHash } from "node:crypto";
import type { z } from "zod";
import { type OperationContract, PLAIN_BODY_BYTES } from "@/lib/contract/operation";
import { MAX_BATCH_LINES } from "@/lib/contract/operations";
import { parseRequest, type ParseResult } from "@/lib/contract/problem-of";
import { fail, ok, type Failure, type Result } from "@/lib/rats/result";
import type { BatchLine } from "@/lib/services/batch-line";
import type { IdempotencyClaim } from "@/lib/store/attestation-record";
import { MAX_BATCH_BYTES, type ApiRequest } from "./api-request";
import { parseJsonBody } from "@/lib/parallel/json-body";
import { splitLines } from "./ndjson";

/** A request after its schemas. */
export interface ReadInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly claim: IdempotencyClaim | null;
}

interface Reading {
  readonly request: ApiRequest;
  readonly contract: OperationContract;
  readonly params: Readonly<Record<string, string>>;
  /** Hand the lines of a batch over as they came. */
  readonly rawLines?: boolean;
}

/** Reads what the contract asks for. Failures: `REQUEST_INVALID`, `UNSUPPORTED_MEDIA_TYPE`, `BODY_TOO_LARGE` … */
export async function readInput(reading: Reading): Promise<ParseResult<ReadInput>> {
  const { request, contract } = reading;
  const params = parsePart(contract.params, reading.params);
  if (!params.ok) return params;
  const query = readQuery(contract, request);
  if (!query.ok) return query;
  const key = readKey(request, contract);
  if (!key.ok) return refused(key.failure);

  const read = { params: params.value, query: query.value, body: undefined, claim: null };
  if (contract.body === undefined) return { ok: true, value: read };
  const media = checkMediaType(request, contract.body.kind);
  if (!media.ok) return refused(media.failure);

  if (contract.body.kind === "ndjson") {
    return { ok: true, value: { ...read, body: readLines({ ...reading, key: key.value }) } };
  }
  const bytes = await request.readBody(contract.body.maxBytes ?? PLAIN_BODY_BYTES);
  if (!bytes.ok) return refused(bytes.failure);
  const json = parseJsonBody(bytes.value);
  if (!json.ok) return refused(json.failure);
  const body = parseRequest(contract.body.schema, json.value);
  if (!body.ok) return body;
  const claim =
    key.value === null
      ? null
      : claimOf({ operation: contract.id, key: key.value, of: [request.path, bytes.value] });
  return { ok: true, value: { ...read, body: body.value, claim } };
}

function refused(failure: Failure): Extract<ParseResult<never>, { ok: false }> {
  return { ok: false, failure, errors: [] };
}

function parsePart(schema: OperationContract["params"], value: unknown): ParseResult<unknown> {
  return schema === undefined ? { ok: true, value: undefined } : parseRequest(schema, value);
}

function readQuery(contract: OperationContract, request: ApiRequest): ParseResult<unknown> {
  if (contract.query === undefined) return { ok: true, value: undefined };
  const values: Record<string, string> = {};
  for (const [name, value] of request.query) {
    if (Object.hasOwn(values, name)) {
      return refused({ code: "REQUEST_INVALID", detail: `The parameter ${name} comes twice.` });
    }
    values[name] = value;
  }
  return parseRequest(contract.query, values);
}

/** Visible ASCII; a key is compared, stored and never interpreted. */
const KEY = /^[\x21-\x7e]{1,255}$/;

function readKey(request: ApiRequest, contract: OperationContract): Result<string | null> {
  const key = contract.idempotent === true ? request.header("idempotency-key") : null;
  if (key === null || KEY.test(key)) return ok(key);
  return fail("REQUEST_INVALID", "Idempotency-Key: 1 to 255 visible ASCII characters.");
}

const MEDIA_TYPES = {
  json: ["application/json"],
  ndjson: ["application/x-ndjson", "application/ndjson", "application/jsonl"],
} as const satisfies Record<string, readonly string[]>;

function checkMediaType(request: ApiRequest, kind: "json" | "ndjson"): Result<null> {
  const encoding = request.header("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    return fail("UNSUPPORTED_MEDIA_TYPE", "A compressed body is not read; send it as it is.");
  }
  const sent = request.header("content-type") ?? "";
  const mediaType = sent.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const known: readonly string[] = MEDIA_TYPES[kind];
  return known.includes(mediaType)
    ? ok(null)
    : fail("UNSUPPORTED_MEDIA_TYPE", `The body of this address is ${MEDIA_TYPES[kind][0]}.`);
}

/** The documents of a batch, each parsed when its turn comes. A line that can't be read is answered in its place. */
async function* readLines({
  request,
  contract,
  key,
  rawLines = false,
}: Reading & { readonly key: string | null }): AsyncGenerator<BatchLine<unknown>> {
  const { body } = contract;
  if (body === undefined) return;
  const limits = {
    maxLineBytes: body.maxBytes ?? PLAIN_BODY_BYTES,
    maxTotalBytes: MAX_BATCH_BYTES,
    maxLines: MAX_BATCH_LINES,
  };
  let number = 0;
  for await (const line of splitLines(request.chunks(), limits)) {
    number += 1;
    yield !line.ok
      ? { ok: false, refused: refused(line.failure) }
      : rawLines
        ? { ok: true, value: line.value, claim: null }
        : readLine(line.value, { contract, schema: body.schema, key: key && `${key}#${number}` });
  }
}

function readLine(
  bytes: Uint8Array,
  { contract, schema, key }: { contract: OperationContract; schema: z.ZodType; key: string | null },
): BatchLine<unknown> {
  const json = parseJsonBody(bytes);
  if (!json.ok) return { ok: false, refused: refused(json.failure) };
  const parsed = parseRequest(schema, json.value);
  if (!parsed.ok) return { ok: false, refused: parsed };
  const claim = key === null ? null : claimOf({ operation: contract.id, key, of: ["", bytes] });
  return { ok: true, value: parsed.value, claim };
}

/** What the key stands for: the address, since an id may be part of it, and the bytes that were sent. */
function claimOf({
  operation,
  key,
  of,
}: {
  operation: string;
  key: string;
  of: readonly [string, Uint8Array];
}): IdempotencyClaim {
  const requestSha256 = createHash("sha256").update(of[0]).update("\n").update(of[1]).digest("hex");
  return { operation, key, requestSha256 };
}
