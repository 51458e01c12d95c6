import { describe, expect, it } from "vitest";
import { contentSecurityPolicy, transportSecurity } from "./page-policy";

function directives(policy: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    policy.split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources];
    }),
  );
}

describe("the content security policy of pages", () => {
  const policy = directives(contentSecurityPolicy({ nonce: "bm9uY2U=", development: false }));

  it("runs scripts with this nonce and what they load, nothing inline and no text", () => {
    expect(policy.get("script-src")).toEqual(["'self'", "'nonce-bm9uY2U='", "'strict-dynamic'"]);
  });

  it("is never framed, moved to another base, posted elsewhere or given a plug-in", () => {
    expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("form-action")).toEqual(["'self'"]);
    expect(policy.get("object-src")).toEqual(["'none'"]);
  });

  it("names no other server and allows nothing unsafe but style attributes", () => {
    const lax = [...policy].filter(([, sources]) =>
      sources.some((source) => /unsafe|:|\*/.test(source)),
    );
    expect(lax).toEqual([["style-src-attr", ["'unsafe-inline'"]]]);
  });
});

describe("strict transport security", () => {
  it("is said over TLS only", () => {
    expect(transportSecurity({ publicUrl: null })).toEqual({});
    expect(transportSecurity({ publicUrl: "http://localhost:3000" })).toEqual({});
    const header = transportSecurity({ publicUrl: "https://a.example" })[
      "Strict-Transport-Security"
    ];
    expect(Number(/max-age=(\d+)/.exec(header ?? "")?.[1])).toBeGreaterThanOrEqual(31_536_000);
  });
});
