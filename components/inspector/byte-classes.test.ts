import { describe, expect, it } from "vitest";
import type { Check, CheckStatus } from "@/lib/rats/check";
import type { Field } from "@/lib/rats/inspection";
import { byteRuns, classifyBytes } from "./byte-classes";

function field(part: Pick<Field, "id" | "offset" | "length"> & Partial<Field>): Field {
  return {
    name: part.id,
    kind: "bytes",
    value: "00",
    meaning: null,
    description: "",
    specification: "",
    reserved: false,
    bits: [],
    children: [],
    ...part,
  };
}

function check(id: string, status: CheckStatus): Check {
  const empty = { code: null, detail: null, expected: null, actual: null, source: null };
  return { id, group: "policy", status, title: id, ...empty };
}

const fields = [
  field({ id: "header", offset: 0, length: 4, kind: "structure" }),
  field({
    id: "body",
    offset: 4,
    length: 12,
    kind: "structure",
    children: [
      field({ id: "body.mrTd", offset: 4, length: 4, value: "91eb2b44" }),
      field({ id: "body.rtmr0", offset: 8, length: 4, value: "44c0197b" }),
      field({ id: "body.reserved1", offset: 12, length: 4, value: "00000100", reserved: true }),
    ],
  }),
];
const inspection = { size: 18, fields, stoppedAt: null };

describe("the class of each byte", () => {
  it("tells what was compared, what differs, what nobody asked and what should be zero", () => {
    const classes = classifyBytes(inspection, [
      check("policy.tdx.mrTd", "fail"),
      check("policy.debug", "pass"),
    ]);
    expect(byteRuns(classes)).toEqual([
      { start: 0, end: 4, byteClass: "structure" },
      { start: 4, end: 8, byteClass: "different" },
      { start: 8, end: 12, byteClass: "ignored" },
      { start: 12, end: 16, byteClass: "reserved-set" },
      { start: 16, end: 18, byteClass: "unread" },
    ]);
  });

  it("reads a skipped check as not compared", () => {
    const classes = classifyBytes(inspection, [check("policy.tdx.mrTd", "skip")]);
    expect(classes[4]).toBe("ignored");
  });

  it("keeps what comes after the failing byte unread", () => {
    const stoppedAt = { offset: 10, code: "EVIDENCE_TRUNCATED", detail: "" };
    const classes = classifyBytes({ ...inspection, stoppedAt }, []);
    expect(classes.slice(8, 12)).toEqual(["ignored", "ignored", "unread", "unread"]);
  });
});
