import { describe, expect, it } from "vitest";
import type { AttestationItem } from "@/lib/contract/attestations";
import { attestationsCsv } from "./attestations-csv";

const item: AttestationItem = {
  id: "01970000-0000-7000-8000-000000000000",
  receivedAt: "2025-07-04T10:00:00.000Z",
  verdict: "contraindicated",
  evidenceType: "intel-tdx-quote",
  assurance: "hardware",
  simulated: false,
  claimsVerified: true,
  tcbStatus: null,
  fmspc: "b0c06f000000",
  policyName: "strict",
  reasonCodes: ["QUOTE_SIGNATURE_INVALID", "TCB_REVOKED"],
  evidenceDigest: `sha256:${"a".repeat(64)}`,
  measurement: null,
  verifiedAt: "2025-07-04T10:00:00.000Z",
  totalMs: 1.5,
  submodules: [],
  reverifies: null,
};

describe("attestations as CSV", () => {
  it("ends every line with CRLF and leaves what is absent empty (RFC 4180)", () => {
    const [head, row, end] = attestationsCsv([item]).split("\r\n");
    expect(head).toMatch(/^id,receivedAt,/);
    expect(row).toContain("QUOTE_SIGNATURE_INVALID TCB_REVOKED,,,sha256:");
    expect(end).toBe("");
  });

  it("quotes commas and quotes, and defuses what a spreadsheet would run", () => {
    expect(attestationsCsv([{ ...item, policyName: 'a,"b"' }])).toContain('"a,""b"""');
    expect(attestationsCsv([{ ...item, policyName: "=1+1" }])).toContain("'=1+1");
  });
});
