import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { createIntelPki, type IntelPki } from "@/lib/simulator/intel/pki";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { endorsementKey } from "@/lib/trust/endorsement-source";
import { importCandidates } from "./import-candidates";
import { givenCase, givenCollateral, noGivenCollateral } from "./testing/given-collateral";
import type { UnverifiedItem } from "./collateral-item";
import { collateralVerifier, type CollateralVerifier } from "./verify-collateral-item";

const crypto = nodeCrypto({ pool: false });
let pki: IntelPki;
let minted: MintedIntel;
let verify: CollateralVerifier;

const tcbInfo = (from = minted): UnverifiedItem => ({
  kind: "intel.tcbInfo",
  body: from.endorsements.tcbInfo,
  issuerChain: from.endorsements.tcbInfoIssuerChain,
});
const qeIdentity = (from = minted): UnverifiedItem => ({
  kind: "intel.qeIdentity",
  body: from.endorsements.qeIdentity,
  issuerChain: from.endorsements.qeIdentityIssuerChain,
});
const pckCrl = (from = minted): UnverifiedItem => ({
  kind: "intel.pckCrl",
  body: from.endorsements.pckCrl,
  issuerChain: from.endorsements.pckCrlIssuerChain,
});
const rootCrl = (from = minted): UnverifiedItem => ({
  kind: "intel.rootCaCrl",
  body: from.endorsements.rootCaCrl,
  issuerChain: null,
});
const refusal = (code: string) => ({ ok: false, failure: { code } });

beforeAll(async () => {
  pki = await createIntelPki();
  minted = await mintIntel({ pki });
  verify = collateralVerifier({ crypto, trustAnchors: minted.trustAnchors });
});

describe("collateralVerifier", () => {
  it("learns the key and the window of each item from what is signed", async () => {
    const items = await Promise.all([tcbInfo(), qeIdentity(), pckCrl(), rootCrl()].map(verify));
    const keys = items.map((item) => item.ok && endorsementKey(item.value.request));
    expect(keys).toEqual([
      "intel/tdx/tcb/b0c06f000000",
      "intel/tdx/qe-identity",
      "intel/crl/pck/platform",
      "intel/crl/root",
    ]);
    // Minted 15 days to either side of 2026-06-01.
    const window = {
      issuedAt: new Date("2026-05-17T00:00:00Z"),
      nextUpdate: new Date("2026-06-16T00:00:00Z"),
    };
    for (const item of items) expect(item).toMatchObject({ ok: true, value: window });
  });

  it("names the digest of the body as it is kept", async () => {
    const item = tcbInfo();
    const sha256 = createHash("sha256").update(item.body).digest("hex");
    expect(await verify(item)).toMatchObject({ ok: true, value: { sha256, body: item.body } });
  });

  it("keeps a list as the hex of its DER, whatever it came as", async () => {
    const hex = minted.endorsements.pckCrl;
    const base64 = Buffer.from(hex, "hex").toString("base64");
    const pem = `-----BEGIN X509 CRL-----\n${base64}\n-----END X509 CRL-----\n`;
    for (const body of [hex.toUpperCase(), base64, pem]) {
      expect(await verify({ ...pckCrl(), body })).toMatchObject({ ok: true, value: { body: hex } });
    }
  });

  it("does not judge dates: what has expired is good evidence of its time", async () => {
    const old = await mintIntel({ pki, at: "2021-01-01T00:00:00Z" });
    expect(await verify(tcbInfo(old))).toMatchObject({ ok: true });
    expect(await verify(rootCrl(old))).toMatchObject({ ok: true });
  });

  it("refuses JSON that somebody changed or re-formatted", async () => {
    const { body } = tcbInfo();
    const changed = body.replace('"tcbEvaluationDataNumber":', '"tcbEvaluationDataNumber":1');
    expect(changed).not.toBe(body);
    expect(await verify({ ...tcbInfo(), body: changed })).toMatchObject(
      refusal("TCB_INFO_SIGNATURE_INVALID"),
    );
    const spaced = JSON.stringify(JSON.parse(body), null, 1);
    expect(await verify({ ...tcbInfo(), body: spaced })).toMatchObject(
      refusal("TCB_INFO_SIGNATURE_INVALID"),
    );
    const identity = qeIdentity();
    const spacedIdentity = JSON.stringify(JSON.parse(identity.body), null, 1);
    expect(await verify({ ...identity, body: spacedIdentity })).toMatchObject(
      refusal("QE_IDENTITY_SIGNATURE_INVALID"),
    );
  });

  it("refuses everything of another root, even when its names are Intel's", async () => {
    const foreign = await mintIntel({ pki: await createIntelPki() });
    const untrusted = refusal("ROOT_CA_UNTRUSTED");
    expect(await verify(tcbInfo(foreign))).toMatchObject(untrusted);
    expect(await verify(qeIdentity(foreign))).toMatchObject(untrusted);
    expect(await verify(pckCrl(foreign))).toMatchObject(untrusted);
    expect(await verify(rootCrl(foreign))).toMatchObject(refusal("ROOT_CRL_INVALID"));
  });

  it("trusts the built-in Intel root only when no other is given", async () => {
    const builtIn = collateralVerifier({ crypto });
    expect(await builtIn(tcbInfo())).toMatchObject(refusal("ROOT_CA_UNTRUSTED"));
    expect(await builtIn(rootCrl())).toMatchObject(refusal("ROOT_CRL_INVALID"));
  });

  it("trusts nothing when the given roots can't be read", async () => {
    const none = collateralVerifier({ crypto, trustAnchors: ["no PEM"] });
    expect(await none(tcbInfo())).toMatchObject(refusal("ROOT_CA_UNTRUSTED"));
    expect(await none(rootCrl())).toMatchObject(refusal("ROOT_CRL_INVALID"));
  });

  it("refuses TCB Info that the issuer of PCK certificates signed", async () => {
    const chain = minted.endorsements.pckCrlIssuerChain;
    expect(await verify({ ...tcbInfo(), issuerChain: chain })).toMatchObject(
      refusal("TCB_INFO_CHAIN_INVALID"),
    );
  });

  it("refuses an item whose issuer chain is missing", async () => {
    for (const [item, code] of [
      [tcbInfo(), "TCB_INFO_CHAIN_INVALID"],
      [qeIdentity(), "QE_IDENTITY_CHAIN_INVALID"],
      [pckCrl(), "PCK_CRL_INVALID"],
    ] as const) {
      expect(await verify({ ...item, issuerChain: null })).toMatchObject(refusal(code));
    }
  });

  it("refuses a PCK list that the root signed, and a root list that a PCK CA signed", async () => {
    expect(await verify({ ...pckCrl(), body: rootCrl().body })).toMatchObject(
      refusal("PCK_CRL_INVALID"),
    );
    expect(await verify({ ...rootCrl(), body: pckCrl().body })).toMatchObject(
      refusal("ROOT_CRL_INVALID"),
    );
  });

  it("refuses a list without an end", async () => {
    const endless = await mintIntel({
      pki,
      pckCrl: (crl) => ({ ...crl, nextUpdate: null }),
      rootCrl: (crl) => ({ ...crl, nextUpdate: null }),
    });
    expect(await verify(pckCrl(endless))).toMatchObject(refusal("PCK_CRL_INVALID"));
    expect(await verify(rootCrl(endless))).toMatchObject(refusal("ROOT_CRL_INVALID"));
  });

  it("refuses a list with one changed bit", async () => {
    const flip = (hex: string) => {
      const bytes = Buffer.from(hex, "hex");
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      return bytes.toString("hex");
    };
    expect(await verify({ ...pckCrl(), body: flip(pckCrl().body) })).toMatchObject(
      refusal("PCK_CRL_INVALID"),
    );
    expect(await verify({ ...rootCrl(), body: flip(rootCrl().body) })).toMatchObject(
      refusal("ROOT_CRL_INVALID"),
    );
  });
});

/** The FMSPC of each is in its case.json. */
const given = [
  { name: "sgx/phala-quote-v3", tee: "sgx", accepted: 4 },
  { name: "tdx/phala-quote-v4", tee: "tdx", accepted: 4 },
  { name: "tdx/phala-quote-v5-outdated", tee: "tdx", accepted: 4 },
  { name: "tdx/google-spr-e4-v4", tee: "tdx", accepted: 4 },
  // These came without the chain of their PCK list.
  { name: "tdx/google-quote-v5", tee: "tdx", accepted: 3 },
  { name: "tdx/dstack-quote-with-event-log", tee: "tdx", accepted: 3 },
] as const;

if (noGivenCollateral !== null) {
  console.warn(`Given collateral is not tested: ${noGivenCollateral}.`);
}

describe.skipIf(noGivenCollateral !== null)("collateralVerifier, Intel's own collateral", () => {
  it.each(given)(
    "accepts that of $name under the built-in root",
    async ({ name, tee, accepted }) => {
      const builtIn = collateralVerifier({ crypto });
      const items = await Promise.all(
        importCandidates(givenCollateral(name)).map((candidate) =>
          candidate.kind === null
            ? null
            : builtIn({ ...candidate, kind: candidate.kind }).then((result) =>
                result.ok ? endorsementKey(result.value.request) : result.failure.code,
              ),
        ),
      );
      expect(items).toHaveLength(4);
      expect(items.filter((key) => key?.startsWith("intel/"))).toHaveLength(accepted);
      expect(items[0]).toBe(`intel/${tee}/tcb/${givenCase(name).fmspc}`);
      expect(items[1]).toBe(`intel/${tee}/qe-identity`);
      expect(items[3]).toBe("intel/crl/root");
    },
  );
});
