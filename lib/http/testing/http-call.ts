import { type IncomingMessage, request as httpRequest } from "node:http";

export interface CallOptions {
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends no key. A request with a cookie or an authorization of its own never gets one. */
  readonly anonymous?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export type HttpCall = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

/** Calls of the server at `url`, which show `key` unless a call speaks for itself. */
export function httpCall(url: string, { key }: { readonly key: string }): HttpCall {
  return (method, path, options) => send(url, { method, path, ...withKey(options, key) });
}

function withKey(options: CallOptions | undefined, key: string): CallOptions {
  const { anonymous = false, headers = {}, ...rest } = options ?? {};
  const speaksForItself = anonymous || "cookie" in headers || "authorization" in headers;
  return {
    ...rest,
    headers: speaksForItself ? headers : { authorization: `Bearer ${key}`, ...headers },
  };
}

/** Plain `node:http`: unlike fetch it sends any Host header and lets a test break off. */
function send(
  url: string,
  { method, path, body, headers = {} }: CallOptions & { method: string; path: string },
): Promise<Answer> {
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const type: Record<string, string> =
    typeof body === "object" ? { "content-type": "application/json" } : {};
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(path, url),
      { method, headers: { ...type, ...headers }, agent: false },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on("data", (piece: Buffer) => pieces.push(piece));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const bytes = Buffer.concat(pieces);
          const { statusCode = 0, headers: received } = incoming;
          resolve({ status: statusCode, headers: received, bytes, json: asJson(bytes) });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

function asJson(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return value;
  } catch {
    return undefined;
  }
}
