import { curlCommand } from "@/lib/client/operation-url";
import type { ApiOperation } from "./openapi-model";

const ORIGIN = "http://127.0.0.1:3000";
const EXAMPLE_ID = "0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b";

/** Bodies that a person can run as they stand, beside a file named quote.bin. */
const bodies: Readonly<Record<string, string>> = {
  "verifications.create": `{"evidence": "'"$(base64 -w0 quote.bin)"'", "policy": "strict"}`,
  "attestations.create": `{"evidence": "'"$(base64 -w0 quote.bin)"'", "policy": "strict"}`,
  "inspections.create": `{"evidence": "'"$(base64 -w0 quote.bin)"'"}`,
  "attestations.reverify": `{"as": "now"}`,
};

const queries: Readonly<Record<string, string>> = {
  "attestations.list": "?verdict=contraindicated&limit=20",
  "overview.get": "?range=7d",
  "search.get": "?q=91eb2b44",
};

/** A command for a POSIX shell that calls the operation. */
export function curlExample(operation: ApiOperation): string {
  const url = operation.path.replace("{id}", EXAMPLE_ID) + (queries[operation.operationId] ?? "");
  const base = curlCommand({ origin: ORIGIN, method: operation.method, url });
  const media = Object.keys(operation.requestBody?.content ?? {})[0];
  const output = operation.operationId === "attestations.evidence" ? " -o evidence.bin" : "";
  if (media === undefined) return base + output;
  const body = bodies[operation.operationId];
  const file = media === "application/x-ndjson" ? "requests.ndjson" : "collateral.json";
  const data = body === undefined ? `--data-binary @${file}` : `-d '${body}'`;
  return [base, `  -H 'content-type: ${media}'`, `  ${data}`].join(" \\\n");
}
