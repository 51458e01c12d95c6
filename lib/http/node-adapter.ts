import type { IncomingMessage, ServerResponse } from "node:http";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import {
  BODY_IDLE_TIMEOUT_MS,
  BODY_TIMEOUT_MS,
  type ApiRequest,
  type ApiResponse,
} from "./api-request";
import { dispatch } from "./dispatch";

/** Serves `/api/*` of a `node:http` server; never throws and never rejects. */
export function createApiHandler(
  runtime: Runtime,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (incoming, outgoing) => {
    void handle(incoming, { outgoing, runtime });
  };
}

async function handle(
  incoming: IncomingMessage,
  { outgoing, runtime }: { outgoing: ServerResponse; runtime: Runtime },
): Promise<void> {
  let response: ApiResponse | null = null;
  try {
    response = await dispatch(new NodeRequest(incoming, outgoing), runtime);
    await send(response, { incoming, outgoing });
  } catch (error) {
    // The status is out already, or the client is gone: all that is left is to break the connection off.
    if (!incoming.destroyed && !outgoing.destroyed) {
      runtime.log.error({ err: error }, "an API answer broke off");
    }
    outgoing.destroy();
  } finally {
    response?.finished?.();
  }
}

/** Built for every request, so nothing is parsed before somebody asks for it. */
class NodeRequest implements ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #queryText: string;
  #signal: AbortSignal | null = null;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    const url = incoming.url ?? "/";
    const mark = url.indexOf("?");
    this.method = incoming.method ?? "GET";
    this.path = mark === -1 ? url : url.slice(0, mark);
    this.#queryText = mark === -1 ? "" : url.slice(mark + 1);
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.#queryText);
  }

  header(name: string): string | null {
    const value = this.#incoming.headers[name];
    return typeof value === "string" ? value : (value?.[0] ?? null);
  }

  get remoteAddress(): string | null {
    return this.#incoming.socket.remoteAddress ?? null;
  }

  get signal(): AbortSignal {
    if (this.#signal !== null) return this.#signal;
    const controller = new AbortController();
    const outgoing = this.#outgoing;
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) controller.abort();
    });
    if (outgoing.destroyed) controller.abort();
    this.#signal = controller.signal;
    return controller.signal;
  }

  readBody(limitBytes: number): Promise<Result<Uint8Array>> {
    const incoming = this.#incoming;
    const tooLarge = fail("BODY_TOO_LARGE", `The body may have ${limitBytes} bytes.`);
    if (Number(this.header("content-length") ?? 0) > limitBytes) return Promise.resolve(tooLarge);
    return new Promise((resolve) => {
      const pieces: Buffer[] = [];
      let length = 0;
      const timer = setTimeout(() => finish(timeOver), BODY_IDLE_TIMEOUT_MS);
      const overall = setTimeout(() => finish(wholeTimeOver), BODY_TIMEOUT_MS);
      const finish = (result: Result<Uint8Array>) => {
        stop();
        resolve(result);
      };
      const onData = (piece: Buffer) => {
        length += piece.length;
        if (length > limitBytes) {
          incoming.pause();
          finish(tooLarge);
          return;
        }
        timer.refresh();
        pieces.push(piece);
      };
      const onEnd = () => {
        const [only] = pieces;
        finish(
          ok(pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, length)),
        );
      };
      const onBreak = () => finish(brokenOff);
      const stop = () => {
        clearTimeout(timer);
        clearTimeout(overall);
        incoming.off("data", onData).off("end", onEnd).off("close", onBreak);
      };
      // The error listener stays: a client that breaks off later must not end the process.
      incoming.on("data", onData).on("end", onEnd).on("close", onBreak).on("error", onBreak);
    });
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    // Not destroyed when the reader has enough: the answer to a batch that is too long still goes out.
    const iterator = this.#incoming.iterator({ destroyOnReturn: false });
    try {
      for (;;) {
        const next = await withinIdleTime(iterator.next());
        if (next.done === true) return;
        const chunk: unknown = next.value;
        if (chunk instanceof Uint8Array) yield chunk;
      }
    } finally {
      // A read that never ends would hold this up for good.
      void iterator.return?.(undefined).catch(() => undefined);
    }
  }
}

const timeOver = fail(
  "REQUEST_TIMEOUT",
  `Nothing of the body came for ${BODY_IDLE_TIMEOUT_MS / 1000} seconds.`,
);

const wholeTimeOver = fail(
  "REQUEST_TIMEOUT",
  `The body took longer than ${BODY_TIMEOUT_MS / 1000} seconds.`,
);

/** Nobody is there to read it; for the metrics and the log it is the client's doing, not a failure of the server. */
const brokenOff = fail("REQUEST_TIMEOUT", "The client went away before its body was there.");

async function withinIdleTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(timeOver.failure.detail)), BODY_IDLE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long a client that still sends may go on before the connection is closed. */
const LINGER_MS = 2_000;

async function send(
  { status, headers, body }: ApiResponse,
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
): Promise<void> {
  if (typeof body === "string" || body instanceof Uint8Array) {
    const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
    outgoing.writeHead(status, { ...headers, "Content-Length": bytes.length });
    outgoing.end(bytes);
    if (!incoming.complete) lingerThenClose(incoming);
    return;
  }
  outgoing.writeHead(status, headers);
  // At once, so that a client which sends line by line sees that it is heard.
  outgoing.flushHeaders();
  for await (const piece of body) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(piece)) await drained(outgoing);
  }
  outgoing.end();
  if (!incoming.complete) lingerThenClose(incoming);
}

/** Until the client has taken what was written, or is gone. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off("drain", done).off("close", done);
      resolve();
    };
    outgoing.on("drain", done).on("close", done);
    if (outgoing.destroyed) done();
  });
}

/** Closing while the client sends would reset the connection before it has read the answer (RFC 9112, section 9.6). */
function lingerThenClose(incoming: IncomingMessage): void {
  incoming.resume();
  const timer = setTimeout(() => incoming.socket.destroy(), LINGER_MS);
  timer.unref();
  incoming.once("close", () => clearTimeout(timer));
  incoming.once("end", () => clearTimeout(timer));
}
