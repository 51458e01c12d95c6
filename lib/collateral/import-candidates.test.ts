import { describe, expect, it } from "vitest";
import { collateralImportSchema } from "@/lib/contract/collateral";
import { importCandidates } from "./import-candidates";

const read = (file: unknown) => importCandidates(collateralImportSchema.parse(file));

describe("importCandidates", () => {
  it("puts the signed bytes of the snake-case form into an envelope unchanged", () => {
    const inner = '{"id":"TDX", "version":3}';
    const candidates = read({
      tcb_info: inner,
      tcb_info_signature: "aa",
      tcb_info_issuer_chain: "chain 1",
      qe_identity: "{}",
      qe_identity_signature: "bb",
      qe_identity_issuer_chain: "chain 2",
      pck_crl: "3082",
      pck_crl_issuer_chain: "chain 3",
      root_ca_crl: "3083",
    });
    expect(candidates.map(({ kind, body, issuerChain }) => [kind, body, issuerChain])).toEqual([
      ["intel.tcbInfo", `{"tcbInfo":${inner},"signature":"aa"}`, "chain 1"],
      ["intel.qeIdentity", '{"enclaveIdentity":{},"signature":"bb"}', "chain 2"],
      ["intel.pckCrl", "3082", "chain 3"],
      ["intel.rootCaCrl", "3083", null],
    ]);
  });

  it("takes what is there of a request's endorsements", () => {
    expect(read({ intel: { rootCaCrl: "3083" } })).toEqual([
      {
        key: null,
        kind: "intel.rootCaCrl",
        body: "3083",
        issuerChain: null,
        upstream: null,
        retrievedAt: null,
      },
    ]);
  });

  it("takes AMD's certificates with the chain that vouches for them", () => {
    const amd = { vcek: "v", vlek: "l", certChain: "chain", crl: "r" };
    const found = read({ amd }).map(({ kind, key, body, issuerChain }) => ({
      ...{ kind, key, body, issuerChain },
    }));
    expect(found).toEqual([
      { kind: "amd.vcek", key: null, body: "v", issuerChain: "chain" },
      { kind: null, key: "amd.vlek", body: "l", issuerChain: "chain" },
      { kind: "amd.certChain", key: null, body: "chain", issuerChain: null },
      { kind: "amd.crl", key: null, body: "r", issuerChain: "chain" },
    ]);
    expect(read({ intel: { rootCaCrl: "3083" }, amd: { crl: "r" } })).toHaveLength(2);
  });

  it("keeps where and when the items of a bundle were had, and names unknown keys", () => {
    const item = { body: "x", issuerChain: null, upstream: "pccs.example" };
    const retrievedAt = "2026-06-01T00:00:00Z";
    const candidates = read({
      format: "attestry-collateral/1",
      exportedAt: retrievedAt,
      items: [
        { ...item, key: "intel/crl/root", retrievedAt },
        { ...item, key: "intel/other", retrievedAt },
      ],
    });
    expect(candidates).toMatchObject([
      { kind: "intel.rootCaCrl", upstream: "pccs.example", retrievedAt: new Date(retrievedAt) },
      { kind: null, key: "intel/other" },
    ]);
  });
});
