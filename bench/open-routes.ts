// The routes of the API without what is asked of a request before it is carried out: the other side of what
// authentication, permissions and limits cost. Only the bench mounts them.
import type { IncomingMessage, ServerResponse } from "node:http";
import { PERMISSION_NAMES } from "@/lib/access/permissions";
import type { ApiRequest } from "@/lib/http/api-request";
import { readInput } from "@/lib/http/read-input";
import { replyBody } from "@/lib/http/reply-body";
import { createRouter } from "@/lib/http/routes";
import { OPERATIONS } from "@/lib/operations/table";
import { ok } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import { serviceContext } from "@/lib/services/context";
import { homeOrganizationId } from "@/lib/store/organization-db";

export async function openRoutes(
  runtime: Runtime,
): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> {
  const route = createRouter(OPERATIONS);
  const actor = {
    kind: "key",
    keyId: "01900000-0000-7000-8000-0000000000be",
    name: "Bench",
    service: null,
    organizationId: await homeOrganizationId(runtime.database),
    permissions: new Set(PERMISSION_NAMES),
    policy: null,
  } as const;

  return async (incoming, outgoing) => {
    const request = apiRequest(incoming);
    const routed = route(request.method, request.path);
    if (routed.kind !== "operation") throw new Error(`${request.path} is no operation`);
    const { operation, params } = routed;
    const { contract, rawLines } = operation;
    const input = await readInput({ request, contract, params, rawLines });
    if (!input.ok) throw new Error(input.failure.detail);
    const { claim, ...parsed } = input.value;
    const context = serviceContext(runtime, {
      actor,
      operation: contract.id,
      idempotency: claim,
      signal: request.signal,
    });
    const result = await operation.run({ ...parsed, context });
    if (!result.ok) throw new Error(result.failure.detail);
    const body = replyBody(contract, { body: result.value.body, checked: false });
    if (typeof body !== "string") throw new Error(`${contract.id} does not answer with a document`);
    outgoing.writeHead(200, { "content-type": "application/json" });
    outgoing.end(body);
  };
}

function apiRequest(incoming: IncomingMessage): ApiRequest {
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    remoteAddress: "127.0.0.1",
    header: (name) => incoming.headers[name]?.toString() ?? null,
    readBody: async () => {
      const pieces: Buffer[] = [];
      for await (const piece of incoming) pieces.push(piece as Buffer);
      return ok(Buffer.concat(pieces));
    },
    chunks: () => incoming,
    signal: new AbortController().signal,
  };
}
