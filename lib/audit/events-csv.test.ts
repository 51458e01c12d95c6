import { describe, expect, it } from "vitest";
import type { AuditEvent } from "./audit-event";
import { CSV_HEADER, eventCsvLine } from "./events-csv";

const body: AuditEvent = {
  action: "members.update",
  outcome: "success",
  actor: { kind: "person", id: "p1", name: 'Ann "A" Lee, PhD' },
  object: { kind: "member", id: "m1", name: "=HYPERLINK(1)" },
  before: null,
  after: null,
  details: { roles: ["viewer"] },
  reasonCode: null,
  requestId: "r1",
  address: "10.0.0.1",
  userAgent: "+curl",
  durationMs: -1,
};

function line(change: Partial<AuditEvent> = {}) {
  return eventCsvLine({
    seq: 7,
    at: new Date("2026-11-30T08:00:00.000Z"),
    body: { ...body, ...change },
    hash: Buffer.alloc(32, 1),
  });
}

describe("eventCsvLine", () => {
  it("writes the columns of the header", () => {
    expect(CSV_HEADER).toMatch(/^seq,at,action,outcome,.*,hash\r\n$/);
    expect(line()).toBe(
      `7,2026-11-30T08:00:00.000Z,members.update,success,,person,p1,"Ann ""A"" Lee, PhD",,` +
        `member,m1,'=HYPERLINK(1),,,"{""roles"":[""viewer""]}",10.0.0.1,'+curl,r1,-1,${"01".repeat(32)}\r\n`,
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("defuses %j", (userAgent) => {
    expect(line({ userAgent })).toContain(`'${userAgent}`);
  });

  it("writes nothing where there was no object", () => {
    expect(line({ object: null })).toContain('"Ann ""A"" Lee, PhD",,,,,');
  });
});
