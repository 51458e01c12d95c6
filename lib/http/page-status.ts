import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";

const key = Symbol.for("attestry.drawn-pages");
type Holder = typeof globalThis & { [key]?: AsyncLocalStorage<ServerResponse> };

/** The server and Next each bundle this module, so it lies on `globalThis`. */
function drawnPages(): AsyncLocalStorage<ServerResponse> {
  const holder: Holder = globalThis;
  return (holder[key] ??= new AsyncLocalStorage());
}

/**
 * Draws a page that may say, while it is drawn, that it is refused: but for 404, Next lets a page choose no status without
 * an experimental flag. What the console fetches to go from page to page (`RSC`) keeps 200, since it would load the whole
 * document again for anything else.
 */
export function drawRefusable(
  request: IncomingMessage,
  response: ServerResponse,
  draw: () => void,
): void {
  if (request.headers["rsc"] === undefined) drawnPages().run(response, draw);
  else draw();
}

/** Answers 403 with what is drawn now. Nothing where only Next runs. */
export function refusePage(): void {
  const response = drawnPages().getStore();
  if (response !== undefined && !response.headersSent) response.statusCode = 403;
}
