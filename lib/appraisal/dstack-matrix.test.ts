import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { flipped, pattern } from "@/lib/simulator/byte-writer";
import {
  DSTACK_APP_ID,
  DSTACK_COMPOSE_HASH,
  dstackConfigId,
  mintDstack,
  type DstackLogEntry,
  type MintDstackOptions,
  type RuntimeEventSpec,
} from "@/lib/simulator/dstack/mint-dstack";
import { ascii } from "@/lib/simulator/event-log/event-log-writer";
import { simulateDstack } from "@/lib/simulator/dstack/simulate-dstack";
import { appraiseDstack, dstackRequest } from "./testing/appraise-dstack";
import { appraise, sharedPki } from "./testing/appraise-minted";

const FORMS = ["json", "scale", "msgpack"] as const;

/** The entry of a runtime event, changed. */
const entry =
  (name: string, changed: (entry: DstackLogEntry) => DstackLogEntry) =>
  (log: readonly DstackLogEntry[]): readonly DstackLogEntry[] =>
    log.map((one) => (one.event === name ? changed(one) : one));

/** Another payload, measured as well: the quote signs it. */
const payload = (name: string, bytes: Uint8Array) => (events: readonly RuntimeEventSpec[]) =>
  events.map((event) => (event.name === name ? { ...event, payload: bytes } : event));

const reasonsOf = async (options: MintDstackOptions) => (await appraiseDstack(options)).reasons;

describe.each(FORMS)("evidence of a dstack guest in %s", (form) => {
  it("is affirmed, with the identity that the guest logged", async () => {
    const { result, reasons } = await appraiseDstack({ form });
    expect(reasons).toEqual([]);
    expect(result).toMatchObject({
      verdict: "affirming",
      evidenceType: "dstack-attestation",
      format: { dstack: form },
      claims: {
        measurements: { appId: toHex(DSTACK_APP_ID), composeHash: toHex(DSTACK_COMPOSE_HASH) },
        attributes: { keyProvider: "kms", keyProviderId: "30590a" },
      },
    });
  });

  it("is affirmed when the guest leaves out what can be computed", async () => {
    const stripped = (log: readonly DstackLogEntry[]) =>
      log.map((one) => (one.imr === 3 ? { ...one, digest: "" } : { ...one, event_payload: "" }));
    expect(await reasonsOf({ form, log: stripped })).toEqual([]);
    const runtimeOnly = (log: readonly DstackLogEntry[]) => log.filter(({ imr }) => imr === 3);
    expect(await reasonsOf({ form, log: runtimeOnly })).toEqual([]);
  });

  it("pitfall 60: shows the list that it replays", async () => {
    const removed = (log: readonly DstackLogEntry[]) =>
      log.filter(({ event }) => event !== "instance-id");
    expect(await reasonsOf({ form, log: removed })).toContain("EVENT_LOG_MISMATCH eventLog.rtmr3");
  });

  it("pitfall 58: computes digests from what is shown", async () => {
    const zero = (one: DstackLogEntry) => ({ ...one, event_payload: "00".repeat(32) });
    expect(await reasonsOf({ form, log: entry("compose-hash", zero) })).toContain(
      "EVENT_LOG_INVALID eventLog.format",
    );
    const withoutDigest = (one: DstackLogEntry) => ({ ...zero(one), digest: "" });
    const { reasons, result } = await appraiseDstack({
      form,
      log: entry("compose-hash", withoutDigest),
    });
    expect(reasons).toContain("EVENT_LOG_MISMATCH eventLog.rtmr3");
    expect(result?.claims?.measurements).not.toHaveProperty("composeHash");
  });

  it.each([0, 1, 2, 4, 7])("pitfall 59: takes no runtime event in RTMR %i", async (imr) => {
    const moved = entry("compose-hash", (one) => ({ ...one, imr }));
    expect(await reasonsOf({ form, log: moved })).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  it("pitfall 59: takes no other event in RTMR3", async () => {
    const other = entry("compose-hash", (one) => ({ ...one, event_type: 13 }));
    expect(await reasonsOf({ form, log: other })).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  it("pitfall 61: takes no name with a colon, which could be part of the payload", async () => {
    const events = (all: readonly RuntimeEventSpec[]) => [
      ...all,
      { name: "a:b", payload: ascii("c") },
    ];
    expect(await reasonsOf({ form, runtimeEvents: events })).toContain(
      "EVENT_LOG_INVALID eventLog.format",
    );
    const split = (log: readonly DstackLogEntry[]) =>
      log.map((one) =>
        one.event === "a:b" ? { ...one, event: "a", event_payload: toHex(ascii("b:c")) } : one,
      );
    // The same digest, read the only way that has no colon in the name.
    const minted = await appraiseDstack({ form: "json", runtimeEvents: events, log: split });
    expect(minted.reasons).toEqual([]);
  });

  it("pitfall 62: refuses a log in another order than the registers were extended", async () => {
    const swapped = (log: readonly DstackLogEntry[]) => {
      const at = log.findIndex(({ event }) => event === "app-id");
      return [...log.slice(0, at), ...log.slice(at, at + 2).reverse(), ...log.slice(at + 2)];
    };
    expect(await reasonsOf({ form, log: swapped })).toContain("EVENT_LOG_MISMATCH eventLog.rtmr3");
  });

  it("pitfall 62: says where the quote was made before the last event", async () => {
    const more = (log: readonly DstackLogEntry[]) => [
      ...log,
      { imr: 3, event_type: 0x0800_0001, digest: "", event: "later", event_payload: "" },
    ];
    const minted = await mintDstack({ pki: await sharedPki(), form, log: more });
    const { result, reasons } = await appraise(dstackRequest(minted));
    expect(reasons).toContain("EVENT_LOG_MISMATCH eventLog.rtmr3");
    const check = result?.checks.find(({ id }) => id === "eventLog.rtmr3");
    expect(check?.detail).toContain(`event ${minted.log.length - 1}:`);
  });

  it.each(["compose-hash", "app-id", "key-provider", "system-ready"])(
    "takes event %s only once",
    async (name) => {
      const twice = (all: readonly RuntimeEventSpec[]) => [
        ...all,
        ...all.filter((event) => event.name === name),
      ];
      expect(await reasonsOf({ form, runtimeEvents: twice })).toContain(
        "EVENT_LOG_INVALID dstack.identity",
      );
    },
  );

  it("takes nothing of the system's from the application", async () => {
    const late = (all: readonly RuntimeEventSpec[]) => [
      ...all.filter(({ name }) => name !== "os-image-hash"),
      { name: "os-image-hash", payload: pattern(9, 32) },
    ];
    expect(await reasonsOf({ form, runtimeEvents: late })).toContain(
      "EVENT_LOG_INVALID dstack.identity",
    );
  });

  it.each(["app-id", "compose-hash"])("has to say %s", async (name) => {
    const without = (all: readonly RuntimeEventSpec[]) =>
      all.filter((event) => event.name !== name);
    const mrConfigId = new Uint8Array(48);
    expect(await reasonsOf({ form, runtimeEvents: without, mrConfigId })).toEqual([
      "EVENT_LOG_INVALID dstack.identity",
    ]);
  });

  it.each([
    ["app-id", 19],
    ["compose-hash", 31],
    ["instance-id", 21],
    ["os-image-hash", 33],
  ])("takes no %s of %i bytes", async (name, length) => {
    const changed = payload(name, new Uint8Array(length));
    const reasons = await reasonsOf({ form, runtimeEvents: changed });
    expect(reasons).toContain("EVENT_LOG_INVALID dstack.identity");
  });

  it.each(["", "{}", '{"name":"kms"}', '{"name":"kms","id":"a","id":"b"}', '{"name":1,"id":"a"}'])(
    "takes no key provider %s",
    async (text) => {
      const changed = payload("key-provider", ascii(text));
      expect(await reasonsOf({ form, runtimeEvents: changed })).toEqual([
        "EVENT_LOG_INVALID dstack.identity",
      ]);
    },
  );

  it("pitfall 90: lets an application log any name", async () => {
    const names = ["__proto__", "constructor", "toString", "app-id\0", ""];
    const events = (all: readonly RuntimeEventSpec[]) => [
      ...all,
      ...names.map((name) => ({ name, payload: new Uint8Array(4) })),
    ];
    const { reasons, result } = await appraiseDstack({ form, runtimeEvents: events });
    expect(reasons).toEqual([]);
    expect(Object.keys(result?.claims?.measurements ?? {})).not.toContain("constructor");
  });

  it("compares MRCONFIGID where it names the application", async () => {
    expect(await reasonsOf({ form, mrConfigId: dstackConfigId(pattern(8, 32)) })).toEqual([
      "EVENT_LOG_MISMATCH dstack.mrConfigId",
    ]);
    expect(await reasonsOf({ form, mrConfigId: new Uint8Array(48) })).toEqual([]);
  });

  it("compares the guest's report data with the quote's", async () => {
    expect(await reasonsOf({ form, statedReportData: pattern(7, 64) })).toEqual([
      "REPORT_DATA_MISMATCH dstack.reportData",
    ]);
  });

  it("is judged by its quote first", async () => {
    const minted = await mintDstack({ pki: await sharedPki(), form });
    const other = await mintDstack({ pki: await sharedPki(), form, td: { mrTd: pattern(5, 48) } });
    expect((await appraise(dstackRequest(minted, { trustAnchors: undefined }))).codes).toContain(
      "ROOT_CA_UNTRUSTED",
    );
    const { reasons } = await appraise(
      dstackRequest(minted, {
        policy: { intel: { tdx: { mrTd: [toHex(pattern(5, 48))] } } },
      }),
    );
    expect(reasons).toEqual(["MEASUREMENT_MISMATCH policy.tdx.mrTd"]);
    expect((await appraise(dstackRequest(other))).reasons).toEqual([]);
  });

  it("carries a nonce in the quote's report data", async () => {
    const reportData = new Uint8Array(64);
    reportData.set(pattern(3, 32));
    const given = { form, td: { reportData } };
    const right = await appraiseDstack(given, { expected: { nonce: toHex(pattern(3, 32)) } });
    expect(right.reasons).toEqual([]);
    const wrong = await appraiseDstack(given, { expected: { nonce: toHex(pattern(4, 32)) } });
    expect(wrong.reasons).toEqual(["NONCE_MISMATCH freshness.nonce"]);
  });

  it("is refused at every truncation", async () => {
    const minted = await mintDstack({ pki: await sharedPki(), form });
    const { length } = minted.evidence;
    for (let end = length - 1; end > 0; end -= 97) {
      const evidence = toBase64(minted.evidence.subarray(0, end));
      const { verdict } = await appraise(dstackRequest(minted, { evidence }));
      expect(["contraindicated", "refused"]).toContain(verdict);
    }
  });
});

describe("the policy of a dstack guest", () => {
  /** Pins of the launch, as the guest has it: what is asked here is about the events. */
  const launch = async () => {
    const { result } = await appraiseDstack();
    const { mrtd = "", rtmr1 = "" } = result?.claims?.measurements ?? {};
    return { tdx: { mrTd: [mrtd], rtmr1: [rtmr1] } };
  };
  const ask = async (dstack: Record<string, readonly string[]>) =>
    appraiseDstack({}, { policy: { dstack, intel: await launch() } });

  it("warns when the events are pinned and the system that wrote them is not", async () => {
    const dstack = { composeHash: [toHex(DSTACK_COMPOSE_HASH)] };
    const { verdict, reasons } = await appraiseDstack({}, { policy: { dstack } });
    expect(verdict).toBe("warning");
    expect(reasons).toEqual(["HARDWARE_NOT_PINNED policy.dstack.launch"]);
  });

  it("pins application, instance, image and key provider", async () => {
    const good = await ask({
      appId: [toHex(DSTACK_APP_ID)],
      composeHash: [toHex(DSTACK_COMPOSE_HASH).toUpperCase()],
      instanceId: [toHex(pattern(72, 20))],
      osImageHash: [toHex(pattern(73, 32))],
      keyProvider: ["kms:30590a"],
    });
    expect(good.reasons).toEqual([]);
    expect((await ask({ keyProvider: ["kms"] })).reasons).toEqual([]);
  });

  it.each(["appId", "composeHash", "instanceId", "osImageHash", "keyProvider"])(
    "is not met by another %s, and never by none",
    async (knob) => {
      const mismatch = [`MEASUREMENT_MISMATCH policy.dstack.${knob}`];
      expect((await ask({ [knob]: ["00".repeat(32)] })).reasons).toEqual(mismatch);
      expect((await ask({ [knob]: [] })).reasons).toEqual(mismatch);
    },
  );

  it("pitfall 120: pinning the image refuses guests that do not measure theirs", async () => {
    const without = (all: readonly RuntimeEventSpec[]) =>
      all.filter(({ name }) => name !== "os-image-hash");
    const { reasons } = await appraiseDstack(
      { runtimeEvents: without },
      { policy: { dstack: { osImageHash: [toHex(pattern(73, 32))] }, intel: await launch() } },
    );
    expect(reasons).toEqual(["MEASUREMENT_MISMATCH policy.dstack.osImageHash"]);
  });

  it("pitfall 63: an image with a known flaw is refused by pinning those without", async () => {
    const { reasons } = await ask({
      osImageHash: [toHex(pattern(74, 32)), toHex(pattern(75, 32))],
    });
    expect(reasons).toEqual(["MEASUREMENT_MISMATCH policy.dstack.osImageHash"]);
  });

  it("does not take a provider's id for its name", async () => {
    expect((await ask({ keyProvider: ["30590a"] })).reasons).toEqual([
      "MEASUREMENT_MISMATCH policy.dstack.keyProvider",
    ]);
    expect((await ask({ keyProvider: ["kms:other"] })).reasons).toEqual([
      "MEASUREMENT_MISMATCH policy.dstack.keyProvider",
    ]);
  });
});

describe("digests of runtime events in their second form", () => {
  const second = (all: readonly RuntimeEventSpec[]) =>
    all.map((event) => ({ ...event, version: 2 as const }));

  it.each(FORMS)("replay in %s", async (form) => {
    expect(await reasonsOf({ form, runtimeEvents: second })).toEqual([]);
  });

  it("may have names with colons and quotes", async () => {
    const events = (all: readonly RuntimeEventSpec[]) => [
      ...second(all),
      { name: 'a:"b"\\\n', payload: ascii("c"), version: 2 as const },
    ];
    expect(await reasonsOf({ runtimeEvents: events })).toEqual([]);
  });

  it("pitfall 108: the preimage is compared, never hashed in its stead", async () => {
    const preimage = (text: string) => entry("compose-hash", (one) => ({ ...one, preimage: text }));
    const right = JSON.stringify({
      name: "compose-hash",
      payload: toHex(DSTACK_COMPOSE_HASH),
      type: 134217729,
    });
    expect(await reasonsOf({ runtimeEvents: second, log: preimage(right) })).toEqual([]);
    const wrong = right.replace(/"payload":"../, '"payload":"ff');
    expect(await reasonsOf({ runtimeEvents: second, log: preimage(wrong) })).toContain(
      "EVENT_LOG_INVALID eventLog.format",
    );
  });

  it("are not taken for the first form when the log says so", async () => {
    const first = (log: readonly DstackLogEntry[]) =>
      log.map((one) => (one.imr === 3 ? { ...one, version: 1 } : one));
    expect(await reasonsOf({ runtimeEvents: second, log: first })).toContain(
      "EVENT_LOG_INVALID eventLog.format",
    );
  });
});

describe("the form of a dstack log", () => {
  it.each<[string, Record<string, unknown>]>([
    ["odd hex", { event_payload: "abc" }],
    ["no hex", { event_payload: "zz" }],
    ["a digest that is shorter", { digest: "00".repeat(32) }],
    ["an unknown member", { shown: "something else" }],
    ["an unknown version", { version: 3 }],
    ["a fraction for a register", { imr: 3.5 }],
    ["text for a register", { imr: "3" }],
    ["no name", { event: null }],
  ])("is refused with %s", async (_what, changed) => {
    const log = entry("compose-hash", (one) => ({ ...one, ...changed }));
    expect(await reasonsOf({ log })).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  it("pitfall 60: is refused with a member twice", async () => {
    const minted = await mintDstack({ pki: await sharedPki() });
    const text = new TextDecoder().decode(minted.evidence);
    const twice = text.replace('\\"event\\":\\"compose-hash\\"', '\\"event\\":\\"x\\",$&');
    const { reasons } = await appraise(dstackRequest(minted, { evidence: toBase64(ascii(twice)) }));
    expect(reasons).toContain("EVENT_LOG_INVALID eventLog.format");
  });

  it("pitfall 104: is refused when the report data beside it is not hex", async () => {
    const minted = await mintDstack({ pki: await sharedPki() });
    const text = new TextDecoder().decode(minted.evidence);
    const broken = text.replace('"report_data":"00', '"report_data":"zz');
    const { verdict, codes } = await appraise(
      dstackRequest(minted, { evidence: toBase64(ascii(broken)) }),
    );
    expect(verdict).toBe("contraindicated");
    expect(codes).toEqual(["EVIDENCE_MALFORMED"]);
  });

  it("is refused in SCALE with bytes behind it, or a length that is not in its shortest form", async () => {
    const minted = await mintDstack({ pki: await sharedPki(), form: "scale" });
    const evidence = toBase64(Uint8Array.of(...minted.evidence, 0));
    expect((await appraise(dstackRequest(minted, { evidence }))).verdict).toBe("contraindicated");
    const another = flipped(minted.evidence, 1, 3);
    expect((await appraise(dstackRequest(minted, { evidence: toBase64(another) }))).verdict).toBe(
      "refused",
    );
  });
});

describe("forms of dstack attestations that are not judged", () => {
  it("says so of guests on Google Cloud, which quote a TPM as well", async () => {
    const minted = await mintDstack({ pki: await sharedPki(), form: "scale" });
    const google = flipped(minted.evidence, 1, 1);
    const { verdict, codes } = await appraise(
      dstackRequest(minted, { evidence: toBase64(google) }),
    );
    expect([verdict, codes]).toEqual(["contraindicated", ["REPORT_FORMAT_UNSUPPORTED"]]);
  });
});

describe("a simulated dstack guest", () => {
  it("is told apart by its root, and judged like any other", async () => {
    const at = new Date("2026-06-01T00:00:00Z");
    const simulated = await simulateDstack.simulate(
      {
        ...{ at, nonce: pattern(2, 32), debug: false, tcb: "UpToDate" },
        measurements: { composeHash: "ab".repeat(32) },
      },
      globalThis.crypto.subtle,
    );
    const { result, reasons } = await appraise({
      evidence: toBase64(simulated.evidence),
      endorsements: simulated.endorsements,
      trustAnchors: simulated.trustAnchors,
      verifyAt: at.toISOString(),
      expected: { nonce: toHex(pattern(2, 32)) },
      policy: { allowSimulated: true },
    });
    expect(reasons.filter((reason) => !reason.includes("policy.simulated"))).toEqual([]);
    expect(result).toMatchObject({
      simulated: true,
      claims: { measurements: { composeHash: "ab".repeat(32) } },
    });
  });
});
