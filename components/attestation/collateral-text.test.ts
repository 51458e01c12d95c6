import { describe, expect, it } from "vitest";
import type { AttestationMaterial, UsedEndorsement } from "@/lib/contract/attestations";
import { collateralFileName, collateralText } from "./collateral-text";

const used = (item: string, key?: string | null): UsedEndorsement => ({
  item,
  ...(key === undefined ? {} : { key }),
  label: item,
  sha256: "00".repeat(32),
  size: 1,
  origin: "request",
  upstream: null,
  retrievedAt: null,
});

const material: AttestationMaterial = {
  evidence: "",
  wrapped: null,
  eventLog: "AAAA",
  submodules: [{ name: "gpu0", evidence: "AA==" }],
  endorsements: { intel: { tcbInfo: "first" }, arm: { keys: [] } },
  given: {},
  items: [
    {
      origin: "stored",
      key: "intel/tdx/tcb/000000000001",
      body: "one",
      issuerChain: "chain of one",
      upstream: null,
      retrievedAt: null,
    },
    {
      origin: "stored",
      key: "intel/tdx/tcb/000000000002",
      body: "two",
      issuerChain: null,
      upstream: null,
      retrievedAt: null,
    },
  ],
  inspection: null,
  collateralCertificates: [],
  validity: [],
  crls: [],
};

describe("the text of a stored item", () => {
  it("is that of its key where composite evidence has two of one kind", () => {
    expect(collateralText(used("intel.tcbInfo", "intel/tdx/tcb/000000000002"), material)).toBe(
      "two",
    );
    expect(
      collateralText(used("intel.tcbInfoIssuerChain", "intel/tdx/tcb/000000000001"), material),
    ).toBe("chain of one");
  });

  it("is that of its member for rows without keys and for what was given", () => {
    expect(collateralText(used("intel.tcbInfo"), material)).toBe("first");
    expect(collateralText(used("arm", null), material)).toBe('{\n  "keys": []\n}');
    expect(collateralText(used("amd.vlek", null), material)).toBeNull();
    expect(collateralText(used("eventLog", null), material)).toBe("AAAA");
    expect(collateralText(used("submodule", "gpu0"), material)).toContain("AA==");
  });

  it("gets a file name with the ending that its text has", () => {
    expect(collateralFileName(used("intel.tcbInfo"), '{"a":1}')).toBe("intel-tcb-info.json");
    expect(collateralFileName(used("amd.certChain"), "-----BEGIN CERTIFICATE-----")).toBe(
      "amd-cert-chain.pem",
    );
    expect(collateralFileName(used("submodule", "gpu0"), "{}")).toBe("part-gpu0.json");
  });
});
