import { describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import type { SimulationOptions } from "@/lib/simulator/simulated-evidence";
import { SIMULATIONS } from "@/lib/simulator/simulations";
import { rememberingSubtle, type StoredKeyPair } from "@/lib/simulator/remembered-keys";
import { appraise } from "./testing/appraise-minted";

// Making the RSA keys of an AMD machine takes seconds.
vi.setConfig({ testTimeout: 60_000 });

const at = new Date("2026-06-01T00:00:00Z");
const nonce = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const plain: SimulationOptions = { at, nonce, measurements: {}, debug: false, tcb: "UpToDate" };

/** One set of keys for all kinds: making RSA keys takes seconds. */
const drawer = new Map<string, StoredKeyPair>();
const keys = {
  read: (name: string) => Promise.resolve(drawer.get(name) ?? null),
  write: (name: string, pair: StoredKeyPair) => Promise.resolve(void drawer.set(name, pair)),
};
const subtle = () => rememberingSubtle(globalThis.crypto.subtle, keys);

describe.each(SIMULATIONS.map((simulation) => [simulation.evidenceType, simulation] as const))(
  "simulated %s",
  (evidenceType, simulation) => {
    const judge = async (policy: string, changes: Partial<SimulationOptions> = {}) => {
      const made = await simulation.simulate({ ...plain, ...changes }, subtle());
      const text = latin1(made.evidence);
      return appraise({
        evidence: /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? text : toBase64(made.evidence),
        endorsements: made.endorsements,
        trustAnchors: made.trustAnchors,
        ...(made.eventLog ? { eventLog: toBase64(made.eventLog) } : {}),
        expected: { nonce: toHex(nonce) },
        verifyAt: at.toISOString(),
        policy,
      });
    };

    /** Whose service made a token is for a policy to say; until it does, the token is tolerated and no more. */
    const tolerated = evidenceType === "azure-maa-token" ? ["TOKEN_ISSUER_UNPINNED"] : [];

    it("is accepted under relaxed, and says that it is simulated", async () => {
      const { verdict, codes, result } = await judge("relaxed");
      expect(verdict).toBe(tolerated.length > 0 ? "warning" : "affirming");
      expect([...new Set(codes)]).toEqual(tolerated);
      expect(result).toMatchObject({ evidenceType, assurance: "simulated", simulated: true });
    });

    it.each(["strict", "moderate"])("is refused by %s, for nothing but that", async (policy) => {
      const { verdict, codes } = await judge(policy);
      expect(verdict).toBe("contraindicated");
      expect(new Set(codes)).toContain("SIMULATED_NOT_ALLOWED");
      const others = [...tolerated, "SUBMODULE_FAILED"];
      expect([...new Set(codes)].filter((code) => !others.includes(code))).toEqual([
        "SIMULATED_NOT_ALLOWED",
      ]);
    });

    it("is refused with another nonce", async () => {
      const { verdict, codes } = await judge("relaxed", { nonce: nonce.map((byte) => byte ^ 1) });
      expect(verdict).toBe("contraindicated");
      expect(codes).toContain("NONCE_MISMATCH");
    });

    it("is refused in debug mode, or not made when its kind knows none", async () => {
      const outcome = await judge("relaxed", { debug: true }).catch((error: unknown) => error);
      if (outcome instanceof RangeError) return;
      expect(outcome).toMatchObject({ verdict: "contraindicated" });
      expect(outcome).toHaveProperty("codes", expect.arrayContaining(["DEBUG_ENABLED"]));
    });
  },
);

describe("an event log beside evidence that signs no registers", () => {
  it("is a warning, never taken for one that fits", async () => {
    const simulation = SIMULATIONS.find(
      ({ evidenceType }) => evidenceType === "aws-nitro-document",
    );
    const made = await simulation?.simulate(plain, subtle());
    if (made === undefined) throw new Error("there is no simulation of Nitro documents");
    const { verdict, reasons } = await appraise({
      evidence: toBase64(made.evidence),
      eventLog: toBase64(Uint8Array.of(1, 2, 3)),
      trustAnchors: made.trustAnchors,
      verifyAt: at.toISOString(),
      policy: "relaxed",
    });
    expect([verdict, reasons]).toEqual(["warning", ["EVENT_LOG_NOT_JUDGED eventLog.judged"]]);
  });
});
