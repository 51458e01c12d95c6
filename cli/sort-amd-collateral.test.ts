import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64 } from "@/lib/bytes/base64";
import { mintSnp, type MintedSnp } from "@/lib/simulator/amd/mint-snp";
import { createAmdPki } from "@/lib/simulator/amd/pki";
import { testSubtle } from "@/lib/simulator/testing/test-keys";
import { toPem } from "@/lib/x509/pem";
import { readCollateral } from "./read-collateral";

let vcek: MintedSnp;
let vlek: MintedSnp;
beforeAll(async () => {
  const pki = await createAmdPki(testSubtle());
  vcek = await mintSnp({ pki });
  vlek = await mintSnp({ pki, signer: "vlek" });
}, 60_000);

const read = (...contents: readonly (string | Uint8Array)[]) =>
  readCollateral(
    contents.map((content, index) => ({
      file: `file-${index}`,
      bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
    })),
  );
const pem = (der: Uint8Array) => toPem(der, "CERTIFICATE");

describe("readCollateral, AMD", () => {
  it("gives single certificates their places, in any order", async () => {
    const { ark, ask, key } = vcek.certificates;
    for (const files of [
      [key, ask, ark],
      [pem(ask), pem(key), pem(ark)],
      [pem(key) + pem(ask) + pem(ark)],
      [key, pem(ask) + pem(ark)],
    ]) {
      expect(await read(...files)).toMatchObject({
        ok: true,
        value: { endorsements: { amd: { vcek: pem(key), certChain: pem(ask) + pem(ark) } } },
      });
    }
  });

  it("tells a VLEK and the root's list apart from the rest", async () => {
    const { key } = vlek.certificates;
    const crl = fromBase64(vlek.endorsements.amd.crl ?? "") ?? new Uint8Array();
    expect(await read(key, crl)).toMatchObject({
      ok: true,
      value: { endorsements: { amd: { vlek: pem(key), crl: toPem(crl, "X509 CRL") } } },
    });
  });

  it("reads the contract's endorsements, and certificates beside them", async () => {
    const { vcek: text } = vcek.endorsements.amd;
    const { ark, ask } = vcek.certificates;
    expect(await read(JSON.stringify({ amd: { vcek: text } }), ask, ark)).toMatchObject({
      ok: true,
      value: { endorsements: { amd: { vcek: text, certChain: pem(ask) + pem(ark) } } },
    });
  });

  it("refuses two different keys, for which was meant can't be known", async () => {
    const pki = await createAmdPki(testSubtle("second"));
    const other = await mintSnp({ pki });
    expect(await read(vcek.certificates.key, other.certificates.key)).toMatchObject({
      ok: false,
      failure: { code: "COLLATERAL_INVALID" },
    });
    const given = JSON.stringify({ amd: { vcek: vcek.endorsements.amd.vcek } });
    expect(await read(given, other.certificates.key)).toMatchObject({ ok: false });
  }, 60_000);

  it("takes the same certificate twice for one", async () => {
    const { key } = vcek.certificates;
    expect(await read(key, pem(key))).toMatchObject({ ok: true });
  });
});
