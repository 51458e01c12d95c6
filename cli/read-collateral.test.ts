import { beforeAll, describe, expect, it } from "vitest";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { readCollateral } from "./read-collateral";

let minted: MintedIntel;
beforeAll(async () => {
  minted = await mintIntel({ tee: "tdx" });
});

const bytesOf = (text: string) => new TextEncoder().encode(text);
const named = (content: string | Uint8Array, index: number) => ({
  file: `file-${index}`,
  bytes: typeof content === "string" ? bytesOf(content) : content,
});
const read = (...contents: readonly (string | Uint8Array)[]) => readCollateral(contents.map(named));

/** What every form of the same collateral must lead to. */
function expectedIntel() {
  const { tcbInfo, qeIdentity, tcbInfoIssuerChain, qeIdentityIssuerChain } = minted.endorsements;
  return { tcbInfo, qeIdentity, tcbInfoIssuerChain, qeIdentityIssuerChain };
}

/** The member that is signed and its signature, cut out as text. */
function cut(signed: string): readonly [body: string, signature: string] {
  const found = /^\{"\w+":(.*),"signature":"([0-9a-f]+)"\}$/s.exec(signed);
  return [found?.[1] ?? "", found?.[2] ?? ""];
}

describe("readCollateral", () => {
  it("has nothing to say when no file is given", async () => {
    expect(await readCollateral([])).toMatchObject({
      ok: true,
      value: { endorsements: undefined },
    });
  });

  it("takes a PEM public key for a TPM's attestation key, and only one", async () => {
    const pem = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n";
    const akCert = "-----BEGIN CERTIFICATE-----\nMFkw\n-----END CERTIFICATE-----\n";
    expect(await read(pem, JSON.stringify({ tpm: { akCert } }))).toMatchObject({
      ok: true,
      value: { endorsements: { tpm: { akPublicKey: pem, akCert } } },
    });
    expect(await read(pem, pem)).toMatchObject({
      ok: false,
      failure: { code: "COLLATERAL_INVALID" },
    });
  });

  it("reads the contract's endorsements, whole or their Intel part alone", async () => {
    const intel = expectedIntel();
    for (const form of [{ intel }, intel, { endorsements: { intel } }])
      expect(await read(JSON.stringify(form))).toMatchObject({
        ok: true,
        value: { endorsements: { intel } },
      });
  });

  it("puts the snake-case object of common tools together, byte for byte", async () => {
    const { endorsements } = minted;
    const [tcb_info, tcb_info_signature] = cut(endorsements.tcbInfo);
    const [qe_identity, qe_identity_signature] = cut(endorsements.qeIdentity);
    const tool = {
      tcb_info,
      tcb_info_signature,
      tcb_info_issuer_chain: endorsements.tcbInfoIssuerChain,
      qe_identity,
      qe_identity_signature,
      qe_identity_issuer_chain: endorsements.qeIdentityIssuerChain,
      pck_crl: endorsements.pckCrl,
      pck_crl_issuer_chain: endorsements.pckCrlIssuerChain,
      root_ca_crl: endorsements.rootCaCrl,
      quote: "not collateral",
    };
    expect(await read(JSON.stringify(tool))).toMatchObject({
      ok: true,
      value: { endorsements: { intel: expectedIntel() } },
    });
  });

  it("gives single files their places, chains by what they signed", async () => {
    const { endorsements } = minted;
    const pckCrlDer = Uint8Array.from(Buffer.from(endorsements.pckCrl, "hex"));
    const found = await read(
      endorsements.qeIdentityIssuerChain,
      endorsements.tcbInfoIssuerChain,
      endorsements.pckCrlIssuerChain,
      endorsements.qeIdentity,
      endorsements.tcbInfo,
      pckCrlDer,
      endorsements.rootCaCrl,
    );
    expect(found).toMatchObject({ ok: true, value: { endorsements: { intel: expectedIntel() } } });
    const intel = found.ok ? found.value.endorsements?.intel : undefined;
    expect(Object.keys(intel ?? {}).sort()).toEqual([
      "pckCrl",
      "pckCrlIssuerChain",
      "qeIdentity",
      "qeIdentityIssuerChain",
      "rootCaCrl",
      "tcbInfo",
      "tcbInfoIssuerChain",
    ]);
    const pckCrlPem = Buffer.from(pckCrlDer)
      .toString("base64")
      .match(/.{1,64}/g)
      ?.join("\n");
    expect(intel?.pckCrl).toContain(pckCrlPem);
  });

  it("does not hide a wrong signature: the chain still goes to what lacks one", async () => {
    const { endorsements } = minted;
    const forged = endorsements.tcbInfo.replace(/"signature":"../, '"signature":"00');
    expect(await read(forged, endorsements.tcbInfoIssuerChain)).toMatchObject({
      ok: true,
      value: {
        endorsements: {
          intel: { tcbInfo: forged, tcbInfoIssuerChain: endorsements.tcbInfoIssuerChain },
        },
      },
    });
  });

  it("answers from a collateral bundle", async () => {
    const bundle = {
      format: "attestry-collateral/1",
      exportedAt: minted.at,
      items: [
        {
          key: "intel/tdx/qe-identity",
          body: minted.endorsements.qeIdentity,
          issuerChain: minted.endorsements.qeIdentityIssuerChain,
          upstream: null,
          retrievedAt: minted.at,
        },
      ],
    };
    const found = await read(JSON.stringify(bundle));
    if (!found.ok) throw new Error(found.failure.detail);
    const at = new Date(minted.at);
    const { source } = found.value;
    expect(await source.get({ item: "intel.qeIdentity", tee: "tdx" }, at)).toMatchObject({
      ok: true,
      value: { body: minted.endorsements.qeIdentity, origin: "imported" },
    });
    expect(await source.get({ item: "intel.qeIdentity", tee: "sgx" }, at)).toMatchObject({
      ok: false,
      failure: { code: "COLLATERAL_UNAVAILABLE" },
    });
  });

  it("reads the key set of a token service", async () => {
    const key = { kty: "EC", kid: "1" };
    expect(await read(JSON.stringify({ keys: [key] }))).toMatchObject({
      ok: true,
      value: { endorsements: { jwks: { keys: [key] } } },
    });
  });

  it.each([
    ["the same item twice", () => [minted.endorsements.tcbInfo, minted.endorsements.tcbInfo]],
    ["a chain that signed nothing", () => [minted.endorsements.tcbInfoIssuerChain]],
    ["bytes that are nothing", () => [Uint8Array.of(0, 1, 2, 3)]],
    ["an empty file", () => [""]],
    ["broken JSON", () => ["{"]],
    ["JSON of another kind", () => ['{"items":[]}']],
    ["two key sets", () => ['{"keys":[]}', '{"keys":[]}']],
    ["a bundle with an unknown member", () => ['{"format":"attestry-collateral/1","more":1}']],
  ])("refuses %s", async (_what, contents) => {
    expect(await read(...contents())).toMatchObject({
      ok: false,
      failure: { code: "COLLATERAL_INVALID" },
    });
  });
});
