import type { Server } from "node:http";

/** How long a client may take to say what it wants: a connection that says nothing holds nothing for long. */
const HEADERS_MS = 15_000;
/** For a whole request with its body; a batch may stream its lines for as long as this. */
const REQUEST_MS = 600_000;
/** A connection on which nothing moves; an answer that takes its longest fits in. */
const SILENCE_MS = 150_000;
const KEEP_ALIVE_MS = 10_000;
/** Of one request; ours have about twenty. */
const MAX_HEADERS = 100;

/** Bounds what slow and silent clients cost; what an operation may take is the dispatcher's matter. */
export function limitConnections(server: Server): void {
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxHeadersCount = MAX_HEADERS;
  server.setTimeout(SILENCE_MS);
}
