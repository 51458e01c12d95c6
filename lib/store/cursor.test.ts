import { describe, expect, it } from "vitest";
import { readCursor, writeCursor } from "./cursor";

const id = "01a1fc8d-d86a-7244-b0e7-5639ac34ec50";

describe("a cursor", () => {
  it.each(["1970-01-01T00:00:00.000Z", "2026-11-21T05:21:56.842Z", "9999-12-31T23:59:59.999Z"])(
    "survives its way through a URL at %s",
    (moment) => {
      const cursor = { receivedAt: new Date(moment), id };
      expect(readCursor(writeCursor(cursor))).toEqual({ ok: true, value: cursor });
    },
  );

  it.each([
    "",
    "x",
    id,
    `.${id}`,
    `-1.${id}`,
    `zzzzzzzzzzz.${id}`,
    `k0.${id}0`,
    `k0.${id.slice(1)}`,
    "k0.'; --",
  ])("is refused when it is %j", (text) => {
    expect(readCursor(text)).toMatchObject({ ok: false, failure: { code: "REQUEST_INVALID" } });
  });
});
