import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import { noCache } from "@/lib/crypto/content-cache";
import { webCrypto } from "@/lib/crypto/web-crypto";
import { eventLogChecks } from "@/lib/formats/event-log/event-log-checks";
import { parseEventLog } from "@/lib/formats/event-log/parse-event-log";
import type { ReplayedHash } from "@/lib/formats/event-log/replay-event-log";
import { secureBootState } from "@/lib/formats/event-log/secure-boot";
import { studyEventLog } from "@/lib/formats/event-log/study-event-log";
import { viewEventLog } from "@/lib/formats/event-log/view-event-log";
import { flipped, joinBytes } from "@/lib/simulator/byte-writer";
import {
  ascii,
  BANKS,
  writeVariable,
  type DigestedEvent,
  type EventSpec,
} from "@/lib/simulator/event-log/event-log-writer";
import {
  mintEventLog,
  type MintEventLogOptions,
  type MintedEventLog,
} from "@/lib/simulator/event-log/mint-event-log";

const crypto = webCrypto(globalThis.crypto.subtle);
const tools = { crypto, cache: noCache };

interface Judging {
  readonly hash?: ReplayedHash;
  /** The registers that are signed, as the minted log writes them; all of them when absent. */
  readonly signed?: readonly number[];
  readonly values?: ReadonlyMap<number, Uint8Array>;
}

/** `code id` of every check that did not pass, as a verifier would find them for a machine that was minted. */
async function findings(options: MintEventLogOptions = {}, judging: Judging = {}) {
  return judge(await mintEventLog(options), { ...judging, form: options.form });
}

async function judge(
  minted: MintedEventLog,
  judging: Judging & { form?: MintEventLogOptions["form"] },
): Promise<readonly string[]> {
  const family = judging.form === "rtmr" ? "rtmr" : "pcr";
  const hash = judging.hash ?? (judging.form === "rtmr" ? "sha384" : "sha1");
  const all = minted.registers[hash] ?? new Map<number, Uint8Array>();
  const shift = family === "rtmr" ? 1 : 0;
  const values =
    judging.values ??
    new Map(
      [...all]
        .filter(([register]) => judging.signed?.includes(register) ?? true)
        .map(([register, value]) => [register - shift, value]),
    );
  const study = await studyEventLog(tools, { bytes: minted.log, family, hash });
  return eventLogChecks(study, { family, hash, values })
    .filter(({ status }) => status === "fail")
    .map(({ code, id }) => `${code} ${id}`);
}

type Logged = (events: readonly DigestedEvent[]) => readonly DigestedEvent[];

/** Changes the first event that fits. */
function change(
  fits: (event: DigestedEvent) => boolean,
  changed: (event: DigestedEvent) => DigestedEvent,
): Logged {
  return (events) => {
    const index = events.findIndex(fits);
    return events.map((event, at) => (at === index ? changed(event) : event));
  };
}

const isSecureBoot = ({ data }: EventSpec) =>
  toHex(data) === toHex(writeVariable("SecureBoot", Uint8Array.of(1)));
const isSeparator = ({ type }: EventSpec) => type === 4;
const EV_NO_ACTION = 3;

describe("an event log of a machine", () => {
  it.each(["pcr", "rtmr", "sha1"] as const)("replays to every register: %s", async (form) => {
    expect(await findings({ form })).toEqual([]);
  });

  it.each(["sha1", "sha256", "sha384", "sha512"] as const)("replays in bank %s", async (hash) => {
    expect(await findings({ banks: ["sha1", "sha256", "sha384", "sha512"] }, { hash })).toEqual([]);
  });

  it.each([0, 3, 4])("starts PCR 0 at locality %i", async (startupLocality) => {
    expect(await findings({ startupLocality })).toEqual([]);
  });

  it.each([
    ["zeros", new Uint8Array(4096)],
    ["ones", new Uint8Array(4096).fill(0xff)],
    ["one byte", Uint8Array.of(0xff)],
  ])("may be filled up with %s", async (_what, filler) => {
    expect(await findings({ filler })).toEqual([]);
    expect(await findings({ form: "rtmr", filler })).toEqual([]);
  });

  it.each([
    ["mixed filler", joinBytes([new Uint8Array(64).fill(0xff), new Uint8Array(64)])],
    ["another byte", new Uint8Array(64).fill(0x5a)],
    ["a byte after the filler", joinBytes([new Uint8Array(64).fill(0xff), Uint8Array.of(7)])],
  ])("is refused with %s behind it", async (_what, filler) => {
    expect(await findings({ filler })).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  it("does not extend EV_NO_ACTION", async () => {
    const information: EventSpec = { register: 0, type: EV_NO_ACTION, data: ascii("anything\0") };
    expect(await findings({ events: (events) => [...events, information] })).toEqual([]);
    const relabelled = change(isSecureBoot, (event) => ({ ...event, type: EV_NO_ACTION }));
    expect(await findings({ logged: relabelled })).toEqual(["EVENT_LOG_MISMATCH eventLog.pcr7"]);
  });
});

describe("an event log that was changed", () => {
  it.each<[string, Logged, readonly string[]]>([
    ["an event removed", (events) => events.toSpliced(1, 1), ["EVENT_LOG_MISMATCH eventLog.pcr7"]],
    [
      "an event added",
      (events) => [...events, ...events.slice(0, 1)],
      ["EVENT_LOG_MISMATCH eventLog.pcr0"],
    ],
    [
      "two events of one register swapped",
      ([a, b, c, ...rest]) => [a, c, b, ...rest].flatMap((event) => event ?? []),
      ["EVENT_LOG_MISMATCH eventLog.pcr7"],
    ],
    [
      "a digest changed",
      change(isSecureBoot, (event) => ({
        ...event,
        digests: event.digests.map((one) => ({ ...one, digest: flipped(one.digest, 0) })),
      })),
      ["EVENT_LOG_MISMATCH eventLog.pcr7", "EVENT_LOG_INVALID eventLog.data"],
    ],
    [
      "an event moved to another register",
      change(isSecureBoot, (event) => ({ ...event, register: 6 })),
      ["EVENT_LOG_MISMATCH eventLog.pcr6", "EVENT_LOG_MISMATCH eventLog.pcr7"],
    ],
    ["no event at all", () => [], []],
  ])("is refused: %s", async (_what, logged, expected) => {
    const found = await findings({ logged });
    expect(found).toEqual(expect.arrayContaining([...expected]));
    expect(found.length).toBeGreaterThan(0);
  });

  it("does not mind the order of registers among each other, which nothing authenticates", async () => {
    const byRegister: Logged = (events) => events.toSorted((a, b) => a.register - b.register);
    expect(await findings({ logged: byRegister })).toEqual([]);
  });

  it("pitfall 58: is refused when data is not what was measured", async () => {
    const changed = change(isSecureBoot, (event) => ({
      ...event,
      data: writeVariable("SecureBoot", Uint8Array.of(0)),
    }));
    expect(await findings({ logged: changed })).toEqual(["EVENT_LOG_INVALID eventLog.data"]);
    expect(await findings({ form: "rtmr", logged: changed })).toEqual([
      "EVENT_LOG_INVALID eventLog.data",
    ]);
  });

  it("pitfall 58: data counts by the signed bank only", async () => {
    const otherBank = change(isSecureBoot, (event) => ({
      ...event,
      digests: event.digests.map((one) =>
        one.bank === "sha256" ? { ...one, digest: flipped(one.digest, 3) } : one,
      ),
    }));
    expect(await findings({ logged: otherBank })).toEqual([]);
    expect(await findings({ logged: otherBank }, { hash: "sha256" })).toEqual([
      ...["EVENT_LOG_MISMATCH eventLog.pcr7", "EVENT_LOG_INVALID eventLog.data"],
    ]);
  });

  it("pitfall 111: a register that the log never extends must hold its first value", async () => {
    const minted = await mintEventLog();
    const values = new Map([
      [10, new Uint8Array(20)],
      [11, new Uint8Array(20).fill(1)],
      [17, new Uint8Array(20).fill(0xff)],
      [18, new Uint8Array(20)],
    ]);
    expect(await judge(minted, { values })).toEqual([
      "EVENT_LOG_MISMATCH eventLog.pcr11",
      "EVENT_LOG_MISMATCH eventLog.pcr18",
    ]);
  });

  it("pitfall 112: registers of a dynamic launch start with ones", async () => {
    const launch: EventSpec = { register: 17, type: 5, data: ascii("launched") };
    const events = (boot: readonly EventSpec[]) => [...boot, launch];
    expect(await findings({ events })).toEqual([]);
  });

  it("compares whole values only", async () => {
    const minted = await mintEventLog();
    const whole = minted.registers.sha1?.get(7) ?? new Uint8Array(0);
    for (const value of [
      whole.subarray(0, 19),
      new Uint8Array(0),
      joinBytes([whole, new Uint8Array(1)]),
    ]) {
      expect(await judge(minted, { values: new Map([[7, value]]) })).toEqual([
        "EVENT_LOG_MISMATCH eventLog.pcr7",
      ]);
    }
  });

  it("has to have the bank that is signed", async () => {
    const minted = await mintEventLog();
    const values = new Map([[7, new Uint8Array(48)]]);
    expect(await judge(minted, { hash: "sha384", values })).toEqual([
      "EVENT_LOG_INVALID eventLog.format",
    ]);
  });
});

describe("the form of an event log", () => {
  it.each([
    ["a bank twice", [BANKS.sha1, BANKS.sha1]],
    ["a bank of another size", [BANKS.sha1, { id: 0x0b, size: 20 }]],
    ["an unknown bank", [BANKS.sha1, { id: 0x99, size: 32 }]],
    ["no bank", []],
    ["nine banks", Array.from({ length: 9 }, () => BANKS.sha1)],
    ["one bank, and events with two", [BANKS.sha1]],
    ["other banks than its events", [BANKS.sha384, BANKS.sha512]],
  ])("is refused when it declares %s", async (_what, declared) => {
    expect(await findings({ declared })).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  it.each<[string, Logged]>([
    [
      "a digest twice",
      change(isSeparator, (event) => ({
        ...event,
        digests: event.digests.flatMap((one) => (one.bank === "sha1" ? [one, one] : [])),
      })),
    ],
    [
      "a digest missing",
      change(isSeparator, (event) => ({ ...event, digests: event.digests.slice(1) })),
    ],
    ["PCR 24", change(isSeparator, (event) => ({ ...event, register: 24 }))],
    [
      "a second separator in one PCR",
      (events) => [...events, ...events.filter(isSeparator).slice(0, 1)],
    ],
    [
      "a separator that reports an error",
      change(isSeparator, (event) => ({ ...event, data: Uint8Array.of(1, 0, 0, 0) })),
    ],
  ])("is refused with %s", async (_what, logged) => {
    expect(await findings({ logged })).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  it.each([0, 5, 0xffff])("has no CC register of index %i", async (register) => {
    const logged = change(isSeparator, (event) => ({ ...event, register }));
    expect(await findings({ form: "rtmr", logged })).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  const locality = (value: number): EventSpec => ({
    register: 0,
    type: EV_NO_ACTION,
    data: joinBytes([ascii("StartupLocality\0"), Uint8Array.of(value)]),
  });

  it.each<[string, MintEventLogOptions]>([
    ["1", { startupLocality: 1 }],
    ["255", { startupLocality: 255 }],
    ["said twice", { events: (boot) => [locality(3), locality(3), ...boot] }],
    ["said too late", { events: (boot) => [...boot, locality(3)] }],
    [
      "of two bytes",
      {
        events: (boot) => [
          { ...locality(3), data: joinBytes([locality(3).data, Uint8Array.of(0)]) },
          ...boot,
        ],
      },
    ],
    ["in another register", { events: (boot) => [{ ...locality(3), register: 1 }, ...boot] }],
  ])("is refused with startup locality %s", async (_what, options) => {
    expect(await findings(options)).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  it("is refused at every truncation that is not the end of an event", async () => {
    for (const form of ["pcr", "sha1"] as const) {
      const { log, offsets } = await mintEventLog({ form });
      const ends = new Set([...offsets, log.length]);
      for (let length = 0; length < log.length; length++) {
        const parsed = parseEventLog(log.subarray(0, length), "pcr");
        if (!parsed.ok) expect(parsed.failure.code).toBe("EVENT_LOG_INVALID");
        else if (!ends.has(length)) expect(parsed.value.bytesUsed).toBeLessThan(length); // cut inside zeros
      }
    }
  });

  it("pitfall 25: takes no more than 4 MiB, and no length that is not there", async () => {
    expect(parseEventLog(new Uint8Array(4 * 1024 * 1024 + 1), "pcr")).toMatchObject({
      failure: { code: "EVIDENCE_TOO_LARGE" },
    });
    const { log, offsets } = await mintEventLog({ form: "sha1" });
    const huge = log.slice();
    huge.set([0xff, 0xff, 0xff, 0xff], (offsets.at(-1) ?? 0) + 28); // the size of the last event's data
    expect(parseEventLog(huge, "pcr").ok).toBe(false);
  });
});

describe("secure boot of an event log", () => {
  const state = async (options: MintEventLogOptions, hash: ReplayedHash = "sha1") => {
    const { log } = await mintEventLog(options);
    const parsed = parseEventLog(log, options.form === "rtmr" ? "rtmr" : "pcr");
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    return (await secureBootState(parsed.value, { crypto, hash })).enabled;
  };

  it.each([true, false, null])("is %s when the firmware measured so", async (secureBoot) => {
    expect(await state({ secureBoot })).toBe(secureBoot);
    expect(await state({ form: "rtmr", secureBoot }, "sha384")).toBe(secureBoot);
  });

  it("is unknown when it is measured twice, or never ended by a separator", async () => {
    const twice = (boot: readonly EventSpec[]) => [...boot.filter(isSecureBoot), ...boot];
    expect(await state({ events: twice })).toBeNull();
    const open = (boot: readonly EventSpec[]) => boot.filter((event) => !isSeparator(event));
    expect(await state({ events: open })).toBeNull();
  });

  it("pitfall 57: does not change when the type of an event is another", async () => {
    const off = writeVariable("SecureBoot", Uint8Array.of(0));
    const on = writeVariable("SecureBoot", Uint8Array.of(1));
    /** The machine measured off; its owner extends on, and calls the truth a harmless event. */
    const relabelled: MintEventLogOptions = {
      secureBoot: false,
      events: (boot) => [...boot, { register: 7, type: 0x8000_0001, data: on }],
      logged: (events) =>
        events.map((event) =>
          toHex(event.data) === toHex(off) ? { ...event, type: 6, data: ascii("harmless") } : event,
        ),
    };
    expect(await findings(relabelled)).toEqual([]);
    expect(await state(relabelled)).toBe(false);
  });
});

describe("the view of an event log", () => {
  it("says what each event is, and what of it is measured", async () => {
    const { log, offsets, registers } = await mintEventLog();
    const parsed = parseEventLog(log, "pcr");
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    const values = new Map([[7, registers.sha256?.get(7) ?? new Uint8Array(0)]]);
    const view = await viewEventLog(parsed.value, {
      crypto,
      ...{ id: "eventLog", label: "Event log", signed: { hash: "sha256", values } },
    });
    expect(view).toMatchObject({
      format: "TCG crypto-agile",
      hashAlgorithms: ["sha1", "sha256"],
      secureBoot: true,
    });
    expect(view.events.slice(1).map(({ offset }) => offset)).toEqual(offsets);
    const descriptions = view.events.map(({ description }) => description);
    expect(descriptions).toEqual(
      expect.arrayContaining([
        "SecureBoot is on",
        "“kernel_cmdline: console=ttyS0 simulated=1”",
        "End of the firmware's measurements",
      ]),
    );
    const pcr7 = view.registers.find(({ name }) => name === "pcr7");
    expect(pcr7).toMatchObject({ firstDifference: null, eventCount: 4 });
    expect(pcr7?.replayed.sha256).toBe(pcr7?.signed);
  });

  it("names the first event that the signed value does not know", async () => {
    const minted = await mintEventLog();
    const longer = await mintEventLog({
      events: (boot) => [...boot, { register: 7, type: 5, data: ascii("more") }],
    });
    const parsed = parseEventLog(longer.log, "pcr");
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    const values = new Map([[7, minted.registers.sha1?.get(7) ?? new Uint8Array(0)]]);
    const view = await viewEventLog(parsed.value, {
      crypto,
      ...{ id: "eventLog", label: "Event log", signed: { hash: "sha1", values } },
    });
    const pcr7 = view.registers.find(({ name }) => name === "pcr7");
    expect(pcr7?.firstDifference).toBe(longer.offsets.length); // the Spec ID record is event 0
  });
});
