import { describe } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { defaultTd } from "@/lib/simulator/intel/reports";
import { itJudges } from "./testing/matrix";

const policy = (rules: AppraisalPolicy): Partial<VerificationRequest> => ({
  policy: { extends: "strict", ...rules },
});
const other = "42";

describe("what a call expects of the report data", () => {
  const reportData = toHex(defaultTd.reportData);
  const expected = (value: VerificationRequest["expected"]) => ({ expected: value });
  itJudges([
    { name: "all of it", request: expected({ reportData }) },
    {
      name: "all of it in upper case",
      request: expected({ reportData: reportData.toUpperCase() }),
    },
    {
      name: "one bit of it differs",
      request: expected({
        reportData: `${reportData.slice(0, -1)}${reportData.endsWith("0") ? "1" : "0"}`,
      }),
      code: "REPORT_DATA_MISMATCH",
    },
    ...[0, 1, 32, 63, 65].map((length) => ({
      name: `only ${length} bytes of it`,
      request: expected({ reportData: `${reportData}00`.slice(0, length * 2) }),
      code: "REPORT_DATA_MISMATCH" as const,
    })),
    {
      name: "text that is not hex",
      request: expected({ reportData: "zz".repeat(64) }),
      code: "REPORT_DATA_MISMATCH",
    },
    { name: "a nonce of 64 bytes", request: expected({ nonce: reportData }) },
    {
      name: "another nonce",
      request: expected({ nonce: other.repeat(64) }),
      code: "NONCE_MISMATCH",
    },
    {
      name: "only the beginning of a nonce",
      request: expected({ nonce: reportData.slice(0, 64) }),
      code: "NONCE_MISMATCH",
    },
    { name: "an empty nonce", request: expected({ nonce: "" }), code: "NONCE_MISMATCH" },
    {
      name: "a nonce that is longer than the report data",
      request: expected({ nonce: `${reportData}00` }),
      code: "NONCE_MISMATCH",
    },
    {
      name: "a nonce of 32 bytes and zeros",
      mint: { td: { reportData: Uint8Array.from({ length: 64 }, (_, i) => (i < 32 ? 7 : 0)) } },
      request: expected({ nonce: "07".repeat(32) }),
    },
    {
      name: "a payload that is not bound",
      request: expected({ payload: "hello" }),
      code: "REPORT_DATA_MISMATCH",
    },
    {
      // sha256sum of "hello".
      name: "a payload by its SHA-256",
      mint: {
        td: {
          reportData: Uint8Array.from(
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
              .padEnd(128, "0")
              .match(/../g) ?? [],
            (byte) => parseInt(byte, 16),
          ),
        },
      },
      request: expected({ payload: "hello" }),
    },
    {
      name: "a nonce that the policy demands",
      request: policy({ requireNonce: true }),
      code: "NONCE_MISSING",
    },
    {
      name: "reference values that the policy demands",
      request: policy({ requireReferenceValues: true }),
      code: "REFERENCE_VALUES_MISSING",
    },
  ]);
});
