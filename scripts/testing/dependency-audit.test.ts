import { describe, expect, it } from "vitest";
import { readAudit } from "./dependency-audit";

/** The form of npm's report; docs.npmjs.com, "npm audit". */
const reportOf = (severities: Readonly<Record<string, string>>) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(
      Object.entries(severities).map(([name, severity]) => [name, { name, severity, via: [] }]),
    ),
    metadata: {},
  });

describe("readAudit", () => {
  it("pitfall 78: names packages of high and critical severity", () => {
    expect(readAudit(reportOf({ a: "critical", b: "low", c: "high" }))).toEqual({
      kind: "vulnerable",
      packages: ["a (critical)", "c (high)"],
    });
  });

  it("lets lesser ones pass", () => {
    expect(readAudit(reportOf({ b: "moderate" }))).toEqual({ kind: "clean" });
    expect(readAudit(reportOf({}))).toEqual({ kind: "clean" });
  });

  it.each(["", "{}", "[]", "npm error", JSON.stringify({ message: "405 Method Not Allowed" })])(
    "takes %j for no answer, never for a clean one",
    (text) => {
      expect(readAudit(text).kind).toBe("unknown");
    },
  );
});
