import { describe, expect, it } from "vitest";
import { returnPath, signInHref } from "./return-path";

describe("where to go on after signing in", () => {
  it.each([
    "/attestations",
    "/attestations?verdict=warning&q=91eb",
    "/docs/fields#td",
    "/a/%2F%2Fb",
  ])("keeps %s", (path) => {
    expect(returnPath(path)).toBe(path);
  });

  it.each([
    undefined,
    null,
    "",
    "attestations",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    " //evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "javascript:alert(1)",
    "/sign-in?next=/x",
    "/api/v1/session",
  ])("goes to the overview instead of %j", (text) => {
    expect(returnPath(text)).toBe("/");
  });

  it("comes back to the page that asked", () => {
    expect(signInHref("/attestations?verdict=warning")).toBe(
      "/sign-in?next=%2Fattestations%3Fverdict%3Dwarning",
    );
    expect(signInHref("/")).toBe("/sign-in");
  });
});
