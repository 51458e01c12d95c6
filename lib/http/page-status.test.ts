import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { drawRefusable, refusePage } from "./page-status";

/** The status of a page that is drawn in several steps. */
async function statusOf(
  draw: () => void,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  const response = new ServerResponse(request);
  await new Promise<void>((resolve) => {
    drawRefusable(request, response, () => {
      setImmediate(() => {
        draw();
        resolve();
      });
    });
  });
  return response.statusCode;
}

describe("the status of a page", () => {
  it("is 403 for one that is refused while it is drawn, and for no other", async () => {
    const drawn = [refusePage, () => undefined, refusePage].map((draw) => statusOf(draw));
    expect(await Promise.all(drawn)).toEqual([403, 200, 403]);
  });

  it("stays 200 for what the console fetches to go from page to page", async () => {
    expect(await statusOf(refusePage, { rsc: "1" })).toBe(200);
  });

  it("is left to Next where it runs alone", () => {
    expect(refusePage()).toBeUndefined();
  });
});
