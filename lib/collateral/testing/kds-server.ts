import { createServer } from "node:http";

/** How one request is answered; `serve` without a file of that path is a 404. */
export type KdsBehaviour =
  | { readonly kind: "serve" }
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  /** Never answers. */
  | { readonly kind: "hang" }
  /** Another body. */
  | { readonly kind: "lie"; readonly body: string | Uint8Array };

export interface KdsServer {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  readonly host: string;
  /** Paths with their queries, in the order in which they were asked for. */
  readonly asked: readonly string[];
  /** The most requests that were open at one time. */
  readonly mostAtOnce: () => number;
  answerNext(...behaviours: readonly KdsBehaviour[]): void;
  /** From now on, for one path: several are asked at once, in an order that nobody promises. */
  answerAt(path: string, behaviour: KdsBehaviour): void;
  close(): Promise<void>;
}

/** AMD's key service on loopback with the real paths (AMD 57230), for tests. Files are by path and query. */
export async function startKdsServer(
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<KdsServer> {
  const asked: string[] = [];
  const queue: KdsBehaviour[] = [];
  const byPath = new Map<string, KdsBehaviour>();
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    asked.push(path);
    open += 1;
    most = Math.max(most, open);
    response.on("close", () => (open -= 1));
    const behaviour = byPath.get(path) ?? queue.shift() ?? { kind: "serve" };
    switch (behaviour.kind) {
      case "hang":
        return;
      case "status": {
        const { status, retryAfter } = behaviour;
        response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
        response.end();
        return;
      }
      case "lie":
        response.end(behaviour.body);
        return;
      case "serve": {
        const file = files.get(path);
        // A moment's work, so that requests that are made at once would be seen to overlap.
        setImmediate(() => response.writeHead(file === undefined ? 404 : 200).end(file));
        return;
      }
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const host = `127.0.0.1:${address.port}`;
  return {
    url: `http://${host}`,
    host,
    asked,
    mostAtOnce: () => most,
    answerNext: (...behaviours) => void queue.push(...behaviours),
    answerAt: (path, behaviour) => void byPath.set(path, behaviour),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
