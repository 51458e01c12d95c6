import { describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { pattern } from "@/lib/simulator/byte-writer";
import { mintEventLog, type MintEventLogOptions } from "@/lib/simulator/event-log/mint-event-log";
import { defaultPcrs, type PcrValues } from "@/lib/simulator/tpm/mint-tpm";
import { appraise, type Outcome, mintedRequest } from "./testing/appraise-minted";
import { mintQuote, mintSnpVm } from "./testing/appraise-tpm";

// Making the RSA keys of an AMD machine takes seconds.
vi.setConfig({ testTimeout: 60_000 });

/** Registers as after a boot with this log: extended by it, or as the TPM starts them. */
async function bootedWith(options: MintEventLogOptions = {}) {
  const { log, registers } = await mintEventLog(options);
  const initial = [...defaultPcrs()].map(([pcr, value]): [number, Uint8Array] => [
    pcr,
    pcr <= 9 ? new Uint8Array(32) : value,
  ]);
  const pcrs: PcrValues = new Map([...initial, ...(registers.sha256 ?? [])]);
  return { log, pcrs };
}

async function judge(
  { log, pcrs }: { readonly log: Uint8Array; readonly pcrs: PcrValues },
  changes: Partial<VerificationRequest> = {},
): Promise<Outcome> {
  const minted = await mintQuote({ pcrs });
  return appraise(mintedRequest(minted, { eventLog: toBase64(log), ...changes }));
}

const wantsSecureBoot: Partial<VerificationRequest> = {
  policy: { extends: "relaxed", tpm: { requireSecureBoot: true } },
};

describe("a boot log beside a TPM quote", () => {
  it("is affirmed when every quoted register replays", async () => {
    const { verdict, reasons, result } = await judge(await bootedWith());
    expect([verdict, reasons]).toEqual(["affirming", []]);
    expect(result?.claims?.attributes["secureBoot"]).toBe("true");
  });

  it("shows the secure boot that the policy wants, or that it is off", async () => {
    expect((await judge(await bootedWith(), wantsSecureBoot)).verdict).toBe("affirming");
    const off = await judge(await bootedWith({ secureBoot: false }), wantsSecureBoot);
    expect(off.reasons).toEqual(["MEASUREMENT_MISMATCH policy.tpm.requireSecureBoot"]);
    const unknown = await judge(await bootedWith({ secureBoot: null }), wantsSecureBoot);
    expect(unknown.reasons).toEqual(["MEASUREMENT_MISMATCH policy.tpm.requireSecureBoot"]);
  });

  it("names the register that differs when an event was left out, and believes no secure boot", async () => {
    const booted = await bootedWith({
      logged: (events) => events.filter(({ register }, index) => !(register === 7 && index > 3)),
    });
    const { verdict, reasons } = await judge(booted, wantsSecureBoot);
    expect(verdict).toBe("contraindicated");
    expect(reasons).toContain("EVENT_LOG_MISMATCH eventLog.pcr7");
    expect(reasons).toContain("MEASUREMENT_MISMATCH policy.tpm.requireSecureBoot");
  });

  it("pitfall 111: a register that the log never extends and that is not as it starts is a mismatch", async () => {
    const { log, pcrs } = await bootedWith();
    const extended = new Map([...pcrs, [3, pattern(1, 32)]]);
    const { verdict, reasons } = await judge({ log, pcrs: extended });
    expect(verdict).toBe("contraindicated");
    expect(reasons).toContain("EVENT_LOG_MISMATCH eventLog.pcr3");
  });

  it("pitfall 112: registers of a dynamic launch start with ones", async () => {
    const booted = await bootedWith();
    expect((await judge(booted)).verdict).toBe("affirming");
    const zero = new Map([...booted.pcrs, [17, new Uint8Array(32)] as const]);
    expect((await judge({ log: booted.log, pcrs: zero })).verdict).not.toBe("affirming");
  });

  it("warns of registers of the running system, which keeps logs of its own", async () => {
    const { log, pcrs } = await bootedWith();
    const { verdict, reasons } = await judge({
      log,
      pcrs: new Map([...pcrs, [10, pattern(1, 32)]]),
    });
    expect([verdict, reasons]).toEqual(["warning", ["EVENT_LOG_MISMATCH eventLog.later"]]);
  });

  it("says nothing of registers that were not quoted", async () => {
    const { log, pcrs } = await bootedWith();
    const few = new Map([...pcrs].filter(([pcr]) => pcr < 4));
    const { verdict, result } = await judge({ log, pcrs: few });
    expect(verdict).toBe("affirming");
    const ids = result?.checks.map(({ id }) => id) ?? [];
    expect(ids).toContain("eventLog.pcr3");
    expect(ids).not.toContain("eventLog.pcr7");
    expect(result?.claims?.attributes).not.toHaveProperty("secureBoot");
  });

  it("is compared with nothing when the quote itself is not good", async () => {
    const { log, pcrs } = await bootedWith();
    const minted = await mintQuote({
      pcrs,
      suppliedPcrs: (values) => new Map([...values, [0, pattern(1, 32)]]),
    });
    const { result, codes } = await appraise(
      mintedRequest(minted, { eventLog: toBase64(log), ...wantsSecureBoot }),
    );
    expect(codes).toContain("PCR_DIGEST_MISMATCH");
    expect(codes).toContain("MEASUREMENT_MISMATCH");
    expect(result?.checks.find(({ id }) => id === "eventLog.registers")?.status).toBe("skip");
  });

  it("that can't be read is a failure", async () => {
    const { pcrs } = await bootedWith();
    const { verdict, codes } = await judge({ log: pattern(1, 200), pcrs });
    expect(verdict).toBe("contraindicated");
    expect(codes).toContain("EVENT_LOG_INVALID");
  });

  it("without digests of the quoted bank is a failure", async () => {
    const { pcrs } = await bootedWith();
    const { log } = await mintEventLog({ banks: ["sha384"] });
    expect((await judge({ log, pcrs })).codes).toContain("EVENT_LOG_INVALID");
  });
});

describe("a boot log beside an Azure VM", () => {
  it("is held against the vTPM's quote, not against the hardware", async () => {
    const { log, pcrs } = await bootedWith();
    const minted = await mintSnpVm({ tpm: { pcrs } });
    const good = await appraise(mintedRequest(minted, { eventLog: toBase64(log) }));
    expect([good.verdict, good.reasons]).toEqual(["affirming", []]);
    const other = await bootedWith({ secureBoot: false });
    const bad = await appraise(mintedRequest(minted, { eventLog: toBase64(other.log) }));
    expect(bad.reasons).toContain("EVENT_LOG_MISMATCH eventLog.pcr7");
  });
});
