import { describe, expect, it } from "vitest";
import { collateralImportSchema } from "./collateral";
import { attestationListQuerySchema } from "./attestations";
import { parseRequest, problemOf } from "./problem-of";
import { problemSchema } from "./problem";
import { verificationRequestSchema } from "./verification";

function pointers(value: unknown): string[] {
  const parsed = parseRequest(verificationRequestSchema, value);
  return parsed.ok ? [] : parsed.errors.map((error) => error.pointer);
}

describe("parseRequest", () => {
  it("points at each place that the schema refuses", () => {
    expect(
      pointers({
        evidence: 7,
        evidenceType: "intel-tdx-quotes",
        verifyAt: "yesterday",
        expected: { reportData: "abc" },
      }),
    ).toEqual(["/evidence", "/evidenceType", "/expected/reportData", "/verifyAt"]);
  });

  it("points at members that nobody knows, escaped by RFC 6901", () => {
    expect(pointers({ evidence: "AA==", "a/b": 1, "c~d": 2 })).toEqual(["/a~1b", "/c~0d"]);
  });

  it("points into the alternative that was meant", () => {
    expect(
      pointers({ evidence: "AA==", policy: { extends: "strict", intel: { evaluateTCB: false } } }),
    ).toEqual(["/policy/intel/evaluateTCB"]);
    expect(
      pointers({ evidence: "AA==", policy: { intel: { tdx: { mrTd: ["00", "0"] } } } }),
    ).toEqual(["/policy/intel/tdx/mrTd/1"]);
  });

  it.each([null, [], "text", 1])("points at the document itself when it is %j", (value) => {
    expect(pointers(value)).toEqual([""]);
  });

  it("lists at most fifty places of a hostile document", () => {
    const members = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`m${index}`, 1]),
    );
    expect(pointers({ evidence: "AA==", ...members })).toHaveLength(50);
  });

  it("names what is wrong in one of several accepted files", () => {
    const parsed = parseRequest(collateralImportSchema, { intel: { tcbInfo: 1 } });
    expect(parsed).toMatchObject({ ok: false, errors: [{ pointer: "/intel/tcbInfo" }] });
  });

  it("reads the parameters of a list from text", () => {
    expect(parseRequest(attestationListQuerySchema, { limit: "20" })).toMatchObject({
      ok: true,
      value: { limit: 20, direction: "older" },
    });
    expect(parseRequest(attestationListQuerySchema, { limit: "0", verdict: "good" })).toMatchObject(
      {
        ok: false,
        failure: { code: "REQUEST_INVALID" },
      },
    );
  });
});

describe("problemOf", () => {
  it("makes problem details whose type ends in the code", () => {
    const problem = problemOf({ code: "NOT_FOUND", detail: "gone" }, { instance: "request-1" });
    expect(problemSchema.parse(problem)).toEqual(problem);
    expect(problem).toMatchObject({ status: 404, code: "NOT_FOUND", instance: "request-1" });
    expect(problem.type.endsWith("NOT_FOUND")).toBe(true);
  });

  it("turns a pointer of the core into a place", () => {
    const failure = { code: "REQUEST_INVALID", detail: "no", at: "/trustAnchors/1" } as const;
    expect(problemOf(failure, { instance: "" }).errors).toEqual([
      { pointer: "/trustAnchors/1", message: "no" },
    ]);
  });

  it("does not take the name of a field of the evidence for a pointer", () => {
    const failure = { code: "EVIDENCE_UNRECOGNISED", detail: "no", at: "quote.header" } as const;
    expect(problemOf(failure, { instance: "" }).errors).toBeUndefined();
  });
});
