import { describe, expect, it } from "vitest";
import { readNameCursor, writeNameCursor } from "./name-cursor";

const id = "01a1fc8d-d86a-7244-b0e7-5639ac34ec50";
const encoded = (text: string) => Buffer.from(text).toString("base64url");

describe("a cursor of a list by name", () => {
  it.each(["Ada", "Žofie Å. 李", "O'Neil; drop table people", "a.b", "x".repeat(100)])(
    "survives its way through a URL at %j",
    (name) => {
      const text = writeNameCursor({ name, id });
      expect(new URLSearchParams(`cursor=${text}`).get("cursor")).toBe(text);
      expect(readNameCursor(text)).toEqual({ ok: true, value: { name, id } });
    },
  );

  it.each([
    "",
    id,
    `.${id}`,
    `${encoded("Ada")}.`,
    `${encoded("Ada")}.${id}0`,
    `${encoded("Ada")}.${id.slice(1)}`,
    `A.${id}`,
    `${Buffer.from([0xff]).toString("base64url")}.${id}`,
    `${encoded("a\0b")}.${id}`,
  ])("is refused when it is %j", (text) => {
    expect(readNameCursor(text)).toMatchObject({
      ok: false,
      failure: { code: "REQUEST_INVALID" },
    });
  });
});
