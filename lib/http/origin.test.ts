import { describe, expect, it } from "vitest";
import type { ApiRequest } from "./api-request";
import { checkOrigin } from "./origin";

function request(method: string, headers: Record<string, string>): ApiRequest {
  return {
    method,
    path: "/",
    query: new URLSearchParams(),
    remoteAddress: "127.0.0.1",
    header: (name) => headers[name] ?? null,
    readBody: () => Promise.reject(new Error("not read here")),
    chunks: () => {
      throw new Error("not read here");
    },
    signal: new AbortController().signal,
  };
}

const code = (method: string, headers: Record<string, string>) => {
  const checked = checkOrigin(request(method, headers), { publicUrl: null });
  return checked.ok ? "ok" : checked.failure.code;
};

describe("checkOrigin", () => {
  it.each([
    "127.0.0.1:3000",
    "127.0.0.1",
    "127.8.9.1:80",
    "localhost:3000",
    "LOCALHOST",
    "[::1]:3000",
  ])("answers to %s", (host) => {
    expect(code("GET", { host })).toBe("ok");
  });

  it.each([
    "",
    "example.org",
    "127.0.0.1.example.org",
    "localhost.example.org:3000",
    "128.0.0.1",
    "[::2]",
  ])("refuses the host %j, which may be a name that was rebound", (host) => {
    expect(code("GET", { host })).toBe("ORIGIN_REJECTED");
  });

  const host = "127.0.0.1:3000";
  it("lets its own pages and programs without an origin write", () => {
    expect(code("POST", { host })).toBe("ok");
    expect(code("POST", { host, origin: "http://127.0.0.1:3000" })).toBe("ok");
    expect(code("POST", { host, "sec-fetch-site": "same-origin" })).toBe("ok");
  });

  it.each(["http://example.org", "null", "http://127.0.0.1:3001", "http://localhost:3000"])(
    "refuses writes from a page of %s",
    (origin) => {
      expect(code("POST", { host, origin })).toBe("ORIGIN_REJECTED");
    },
  );

  it.each(["cross-site", "same-site"])("refuses writes that a browser calls %s", (site) => {
    expect(code("POST", { host, "sec-fetch-site": site })).toBe("ORIGIN_REJECTED");
  });
});
