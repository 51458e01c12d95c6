import { describe, expect, it } from "vitest";
import { safeReturnPath } from "./return-path";

describe("safeReturnPath", () => {
  it.each(["/", "/attestations?verdict=warning#top", "/members", "/a//b", "/%2F%2Fevil.example"])(
    "keeps %s",
    (path) => {
      expect(safeReturnPath(path)).toBe(path);
    },
  );

  it.each([
    null,
    undefined,
    "",
    "attestations",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:/evil.example",
    "data:text/html,hello",
    "javascript:alert(1)",
    "/.//evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "/%2e%2e//evil.example",
    "/\u2028evil",
    "@evil.example",
  ])("goes home instead of to %j", (path) => {
    expect(safeReturnPath(path)).toBe("/");
  });

  it("never leads to another host, whatever a browser makes of it", () => {
    for (const path of ["/a/../b", "/./x", "/a;b@c", "/?next=//evil.example", "/%5cevil.example"]) {
      const url = new URL(safeReturnPath(path), "https://own.example");
      expect(url.origin).toBe("https://own.example");
    }
  });
});
