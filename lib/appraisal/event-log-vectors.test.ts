import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toBase64 } from "@/lib/bytes/base64";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { appraise } from "./testing/appraise-minted";

/** Real evidence lies beside the project, never in it. */
const ROOT = path.resolve(import.meta.dirname, "../../../shared/vectors");
const isHere = existsSync(ROOT);
if (!isHere) console.warn(`event log and dstack vectors: skipped, because ${ROOT} is not there`);

const measurementsSchema = z.record(z.string(), z.unknown());
const caseSchema = z.object({
  verifyAt: z.string().nullable(),
  expected: z.looseObject({ measurements: measurementsSchema.optional() }),
});

function readCase(name: string) {
  const text = readFileSync(path.join(ROOT, name, "case.json"), "utf8");
  return caseSchema.parse(JSON.parse(text));
}

function read(name: string, file: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(ROOT, name, file)));
}

function text(name: string, file: string): string {
  return readFileSync(path.join(ROOT, name, file), "utf8");
}

function intelCollateral(name: string): Endorsements {
  return {
    intel: {
      tcbInfo: text(name, "tcb-info.json"),
      tcbInfoIssuerChain: text(name, "tcb-info-issuer-chain.pem"),
      qeIdentity: text(name, "qe-identity.json"),
      qeIdentityIssuerChain: text(name, "qe-identity-issuer-chain.pem"),
      pckCrl: toBase64(read(name, "pck-crl.der")),
      rootCaCrl: toBase64(read(name, "root-crl.der")),
    },
  };
}

const DSTACK = "tdx/dstack-quote-with-event-log";
const eventsSchema = z.object({
  runtimeEvents: z.array(z.object({ event: z.string(), payload: z.string() })),
});
const providerSchema = z.object({ name: z.string(), id: z.string() });

/** What the case says that the guest logged, as hex. */
function loggedPayload(name: string): string {
  const { runtimeEvents } = eventsSchema.parse(readCase(DSTACK).expected.eventLog);
  return runtimeEvents.find(({ event }) => event === name)?.payload ?? "";
}

function loggedProvider() {
  const json = Buffer.from(loggedPayload("key-provider"), "hex").toString("utf8");
  return providerSchema.parse(JSON.parse(json));
}

const reportSchema = z.looseObject({ quote: z.string(), event_log: z.string() });

function dstackRequest(changes: Partial<VerificationRequest> = {}): VerificationRequest {
  return {
    evidence: toBase64(read(DSTACK, "report.json")),
    endorsements: intelCollateral(DSTACK),
    verifyAt: readCase(DSTACK).verifyAt ?? "",
    ...changes,
  };
}

/** The report with one entry of its event log changed. */
function changedReport(change: (events: Record<string, unknown>[]) => Record<string, unknown>[]) {
  const report = reportSchema.parse(JSON.parse(text(DSTACK, "report.json")));
  const events = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(report.event_log));
  const changed = { ...report, event_log: JSON.stringify(change(events)) };
  return toBase64(new TextEncoder().encode(JSON.stringify(changed)));
}

describe.skipIf(!isHere)("a real dstack guest", () => {
  it("is judged with its log", async () => {
    const { result, codes } = await appraise(dstackRequest());
    expect(codes).toEqual([]);
    expect(result).toMatchObject({
      verdict: "affirming",
      evidenceType: "dstack-attestation",
      assurance: "hardware",
      claimsVerified: true,
      claims: {
        measurements: {
          rtmr3: readCase(DSTACK).expected.measurements?.rtmr3,
          appId: loggedPayload("app-id"),
          composeHash: loggedPayload("compose-hash"),
        },
        attributes: {
          instanceId: loggedPayload("instance-id"),
          keyProvider: loggedProvider().name,
          keyProviderId: loggedProvider().id,
        },
      },
    });
    const passed = result?.checks.filter(({ status }) => status === "pass").map(({ id }) => id);
    expect(passed).toEqual(
      expect.arrayContaining([
        ...["eventLog.rtmr0", "eventLog.rtmr1", "eventLog.rtmr2", "eventLog.rtmr3"],
        ...["eventLog.format", "eventLog.data", "dstack.identity", "dstack.reportData"],
      ]),
    );
  });

  it.each<[string, (events: Record<string, unknown>[]) => Record<string, unknown>[], string]>([
    [
      "two swapped",
      ([a = {}, b = {}, ...rest]) => [b, a, ...rest],
      "EVENT_LOG_MISMATCH eventLog.rtmr0",
    ],
    ["the first missing", ([, ...rest]) => rest, "EVENT_LOG_MISMATCH eventLog.rtmr0"],
    ["the last missing", (events) => events.slice(0, -1), "EVENT_LOG_MISMATCH eventLog.rtmr3"],
    [
      "another payload",
      (events) =>
        events.map((event) =>
          event.event === "compose-hash" ? { ...event, event_payload: "00".repeat(32) } : event,
        ),
      "EVENT_LOG_INVALID eventLog.format",
    ],
    [
      "another payload and no digest",
      (events) =>
        events.map((event) =>
          event.event === "compose-hash"
            ? { ...event, event_payload: "00".repeat(32), digest: "" }
            : event,
        ),
      "EVENT_LOG_MISMATCH eventLog.rtmr3",
    ],
  ])("is refused with %s", async (_what, change, reason) => {
    const { verdict, reasons } = await appraise(dstackRequest({ evidence: changedReport(change) }));
    expect(verdict).toBe("contraindicated");
    expect(reasons).toContain(reason);
  });

  it("answers the knobs of the policy", async () => {
    const composeHash = [loggedPayload("compose-hash")];
    const { result } = await appraise(dstackRequest({ policy: "strict" }));
    const { mrtd = "", rtmr1 = "" } = result?.claims?.measurements ?? {};
    const intel = { tdx: { mrTd: [mrtd], rtmr1: [rtmr1] } };
    const ask = (dstack: AppraisalPolicy["dstack"]) =>
      appraise(dstackRequest({ policy: { extends: "strict", dstack, intel } }));
    expect((await ask({ composeHash, keyProvider: ["local-sgx"] })).verdict).toBe("affirming");
    expect((await ask({ composeHash: ["00".repeat(32)] })).reasons).toEqual([
      "MEASUREMENT_MISMATCH policy.dstack.composeHash",
    ]);
    expect((await ask({ osImageHash: [] })).reasons).toEqual([
      "MEASUREMENT_MISMATCH policy.dstack.osImageHash",
    ]);
  });

  it("gives its quote and its log separately", async () => {
    const report = reportSchema.parse(JSON.parse(text(DSTACK, "report.json")));
    const quote = Uint8Array.from(Buffer.from(report.quote, "hex"));
    const { verdict, result } = await appraise(
      dstackRequest({
        evidence: toBase64(quote),
        eventLog: toBase64(new TextEncoder().encode(report.event_log)),
      }),
    );
    expect(verdict).toBe("affirming");
    expect(result?.checks.filter(({ id }) => id.startsWith("eventLog."))).toHaveLength(6);
  });
});

describe.skipIf(!isHere)("a real dstack attestation in SCALE", () => {
  const name = "eventlog/dstack-guest-agent-attestation";
  const request = (evidence: Uint8Array): VerificationRequest => ({
    evidence: toBase64(evidence),
    verifyAt: readCase(name).verifyAt ?? "",
    policy: { extends: "relaxed", intel: { evaluateTcb: false } },
  });

  it("is judged, signatures only, because no collateral of that time is here", async () => {
    const { result, codes } = await appraise(request(read(name, "attestation.bin")));
    expect(new Set(codes)).toEqual(new Set(["TCB_NOT_EVALUATED"]));
    expect(result).toMatchObject({
      verdict: "warning",
      evidenceType: "dstack-attestation",
      format: { dstack: "scale" },
      claims: { attributes: { keyProvider: "kms" } },
    });
    const configId = result?.checks.find(({ id }) => id === "dstack.mrConfigId");
    expect(configId?.status).toBe("pass");
  });

  it("is refused when its second list of events says something else", async () => {
    const changed = read(name, "attestation.bin");
    const at = Buffer.from(changed).lastIndexOf("instance-id");
    changed.set([changed[at + 12] === 0 ? 1 : 0], at + 12);
    const { reasons } = await appraise(request(changed));
    expect(reasons).toContain("EVENT_LOG_INVALID dstack.runtimeEvents");
  });
});

const SPEC_ID_RECORD_BYTES = 32 + 33;

describe.skipIf(!isHere)("a real TDX quote with its CC event log", () => {
  const name = "tdx/google-cos113-quote-with-ccel";
  const request = (log: Uint8Array): VerificationRequest => ({
    evidence: toBase64(read(name, "quote.bin")),
    eventLog: toBase64(log),
    verifyAt: readCase(name).verifyAt ?? "",
    expected: { nonce: Buffer.from(read(name, "nonce.bin")).toString("hex") },
    policy: { extends: "relaxed", intel: { evaluateTcb: false } },
  });

  it("replays to every RTMR", async () => {
    const { result, codes } = await appraise(request(read(name, "ccel-data.bin")));
    expect(new Set(codes)).toEqual(new Set(["TCB_NOT_EVALUATED"]));
    const checks = result?.checks.filter(({ id }) => id.startsWith("eventLog.")) ?? [];
    expect(checks.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "pass"));
  });

  it("names the register that a changed digest spoils", async () => {
    const log = read(name, "ccel-data.bin");
    const firstDigest = SPEC_ID_RECORD_BYTES + 14; // register, type, count, algorithm
    log.set([(log[firstDigest] ?? 0) ^ 1], firstDigest);
    const { reasons } = await appraise(request(log));
    expect(reasons).toContain("EVENT_LOG_MISMATCH eventLog.rtmr0");
  });
});

describe.skipIf(!isHere)("real logs on their own", () => {
  it.each([
    ["eventlog/ccel-grub", "ccel.bin", "rtmr0"],
    ["eventlog/ccel-ovmf", "ccel.bin", "rtmr0"],
    ["eventlog/ccel-aael-alibabacloud", "ccel.bin", "rtmr3"],
    ["eventlog/tpm-cos-101-amd-sev", "eventlog.bin", "pcr7"],
    ["eventlog/tpm-debian-10-sha1", "eventlog.bin", "pcr7"],
    ["eventlog/tpm-ubuntu-2104-no-secure-boot", "eventlog.bin", "pcr14"],
  ])("%s is decoded and never vouched for", async (name, file, register) => {
    const { result, codes } = await appraise({ evidence: toBase64(read(name, file)) });
    expect(codes).toEqual(["EVIDENCE_UNSIGNED"]);
    expect(result).toMatchObject({
      verdict: "indeterminate",
      evidenceType: "event-log",
      claimsVerified: false,
    });
    expect(Object.keys(result?.claims?.measurements ?? {})).toContain(register);
  });
});
