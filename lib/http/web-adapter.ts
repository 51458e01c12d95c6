import { fail, ok, type Result } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import type { ApiRequest, ApiResponse } from "./api-request";
import { dispatch } from "./dispatch";

/** The same API where only Next runs: a Web `Request` in, a `Response` out. */
export async function handleWebRequest(request: Request, runtime: Runtime): Promise<Response> {
  const { status, headers, body, finished } = await dispatch(apiRequest(request), runtime);
  return new Response(status === 204 ? null : webBody(body, finished), { status, headers });
}

function apiRequest(request: Request): ApiRequest {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    remoteAddress: null,
    header: (name) => request.headers.get(name),
    readBody: (limitBytes) => readWhole(request, limitBytes),
    chunks: () => webChunks(request),
    signal: request.signal,
  };
}

async function readWhole(request: Request, limitBytes: number): Promise<Result<Uint8Array>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of webChunks(request)) {
    length += piece.length;
    if (length > limitBytes) {
      return fail("BODY_TOO_LARGE", `The body may have ${limitBytes} bytes.`);
    }
    pieces.push(piece);
  }
  return ok(Buffer.concat(pieces, length));
}

async function* webChunks(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body === null) return;
  const reader = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

function webBody(body: ApiResponse["body"], finished: () => void = () => {}): BodyInit {
  if (typeof body === "string" || body instanceof Uint8Array) {
    finished();
    // A copy of bytes in a buffer of their own: what the store hands out may be part of a larger one.
    return typeof body === "string" ? body : new Uint8Array(body);
  }
  const iterator = body[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) {
        finished();
        controller.close();
      } else {
        const { value } = next;
        controller.enqueue(
          typeof value === "string" ? encoder.encode(value) : new Uint8Array(value),
        );
      }
    },
    async cancel() {
      finished();
      await iterator.return?.();
    },
  });
}
