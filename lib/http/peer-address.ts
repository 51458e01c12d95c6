import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

const key = Symbol.for("attestry.peer-header");
type Holder = typeof globalThis & { [key]?: string };

/**
 * Next does not tell a page who is at the other end of the connection. The server in front of it does, in a header whose
 * name is drawn once in a process, so that no client can write it.
 */
export function tellPeerAddress(request: IncomingMessage): void {
  const holder: Holder = globalThis;
  holder[key] ??= `x-attestry-peer-${randomBytes(16).toString("hex")}`;
  request.headers[holder[key]] = request.socket.remoteAddress ?? "";
}

/** Null where only Next runs. */
export function peerAddress(headers: { get(name: string): string | null }): string | null {
  const holder: Holder = globalThis;
  const name = holder[key];
  return name === undefined ? null : headers.get(name) || null;
}
