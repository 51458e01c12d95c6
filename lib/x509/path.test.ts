import "reflect-metadata";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { KeyUsageFlags, ExtendedKeyUsageExtension } from "@peculiar/x509";
import { beforeAll, describe, expect, it } from "vitest";
import { webCrypto } from "@/lib/crypto/web-crypto";
import { parseCertificate, type Certificate } from "./certificate";
import { caUsage, mint, mintedFrom, mintedUntil, mintKey, type MintedKey } from "./minting.fixture";
import { checkPath, intelPathProfile, validityFindings, type PathProfile } from "./path";
import { readPemChain } from "./pem";

const crypto = webCrypto(globalThis.crypto.subtle);
const code = "CERT_CHAIN_INVALID";

let keys: Record<"root" | "ca" | "leaf" | "other", MintedKey>;
let root: Certificate;
let ca: Certificate;
let leaf: Certificate;

beforeAll(async () => {
  keys = {
    root: await mintKey("CN=Root,O=Attestry"),
    ca: await mintKey("CN=CA,O=Attestry"),
    leaf: await mintKey("CN=Leaf,O=Attestry"),
    other: await mintKey("CN=Other,O=Attestry"),
  };
  root = await mint({ subject: keys.root, issuer: keys.root, isCa: true, pathLength: 1 });
  ca = await mint({ subject: keys.ca, issuer: keys.root, isCa: true, pathLength: 0 });
  leaf = await mint({ subject: keys.leaf, issuer: keys.ca });
});

async function rules(chain: readonly Certificate[], profile: PathProfile = intelPathProfile) {
  const findings = await checkPath({ crypto, chain, profile });
  return findings.map(({ index, rule }) => `${index} ${rule}`);
}

describe("checkPath", () => {
  it("finds nothing in a good chain", async () => {
    expect(await rules([leaf, ca, root])).toEqual([]);
    expect(await rules([leaf, ca, root], { ...intelPathProfile, length: 3 })).toEqual([]);
  });

  it("wants the profile's number of certificates", async () => {
    expect(await rules([])).toEqual(["0 length"]);
    expect(await rules([leaf, ca, root], { ...intelPathProfile, length: 2 })).toEqual(["0 length"]);
  });

  it("wants the profile's algorithms of every certificate", async () => {
    const p384 = { signatureAlgorithm: "ecdsa-with-SHA384", keyAlgorithm: "EC P-384" };
    expect(await rules([root], { ...p384, leafRole: "crl-issuer" })).toEqual([
      "0 signatureAlgorithm",
      "0 keyAlgorithm",
    ]);
  });

  it("does not verify ecdsa-with-SHA384 with a P-256 key", async () => {
    const mixed = await mint({ subject: keys.leaf, issuer: keys.ca, hash: "SHA-384" });
    expect(await rules([mixed, ca, root])).toEqual(["0 signatureAlgorithm", "0 signature"]);
  });

  it("verifies P-384 throughout where the profile says so", async () => {
    const key = await mintKey("CN=Root 384", "P-384");
    const root384 = await mint({ subject: key, issuer: key, isCa: true, hash: "SHA-384" });
    const end = await mint({ subject: keys.leaf, issuer: key, hash: "SHA-384" });
    const profile = { signatureAlgorithm: "ecdsa-with-SHA384", keyAlgorithm: "EC P-384" };
    expect(await rules([end, root384], profile)).toEqual(["0 keyAlgorithm"]);
    expect(await rules([end, root384], { ...profile, leafKeyAlgorithm: "EC P-256" })).toEqual([]);
  });

  it("notices another issuer's name", async () => {
    const renamed = await mint({ subject: keys.leaf, issuer: keys.ca, issuerName: "CN=CA" });
    expect(await rules([renamed, ca, root])).toEqual(["0 name"]);
  });

  it("notices another signer of the same name", async () => {
    const forged = await mint({
      subject: keys.leaf,
      issuer: { ...keys.other, name: keys.ca.name },
      authorityKey: keys.ca,
    });
    expect(await rules([forged, ca, root])).toEqual(["0 signature"]);
  });

  it("notices another authority key identifier", async () => {
    const other = await mint({ subject: keys.leaf, issuer: keys.ca, authorityKey: keys.other });
    expect(await rules([other, ca, root])).toEqual(["0 keyIdentifier"]);
  });

  it("notices a root that another key signed, or that names another issuer", async () => {
    const signedByOther = await mint({
      subject: keys.root,
      issuer: { ...keys.other, name: keys.root.name },
      authorityKey: keys.root,
      isCa: true,
    });
    expect(await rules([leaf, ca, signedByOther])).toEqual(["2 signature"]);
    expect(await rules([leaf, ca])).toEqual(["1 selfIssued", "1 keyIdentifier", "1 signature"]);
  });

  it("notices a root whose own signature is broken", async () => {
    const signature = Uint8Array.from(root.signature);
    signature[10] = (signature[10] ?? 0) ^ 1;
    expect(await rules([leaf, ca, { ...root, signature }])).toEqual(["2 signature"]);
  });

  it("notices an issuer that is no CA", async () => {
    const noCa = await mint({ subject: keys.ca, issuer: keys.root, usage: caUsage });
    expect(await rules([leaf, noCa, root])).toEqual(["1 basicConstraints"]);
  });

  it.each([
    ["lacks keyCertSign", KeyUsageFlags.cRLSign],
    ["has no key usage", null],
  ])("notices an issuer that %s", async (_name, usage) => {
    const other = await mint({ subject: keys.ca, issuer: keys.root, isCa: true, usage });
    expect(await rules([leaf, other, root])).toEqual(["1 keyUsage"]);
  });

  it("notices a leaf that is a CA", async () => {
    const caLeaf = await mint({
      subject: keys.leaf,
      issuer: keys.ca,
      isCa: true,
      usage: KeyUsageFlags.digitalSignature,
    });
    expect(await rules([caLeaf, ca, root])).toEqual(["0 basicConstraints"]);
  });

  it.each([
    ["lacks digitalSignature", KeyUsageFlags.keyAgreement, ["0 keyUsage"]],
    ["may sign certificates", KeyUsageFlags.digitalSignature | caUsage, ["0 keyUsage"]],
    ["names no key usage", null, []],
  ])("judges a leaf that %s", async (_name, usage, expected) => {
    const other = await mint({ subject: keys.leaf, issuer: keys.ca, usage });
    expect(await rules([other, ca, root])).toEqual(expected);
  });

  it("accepts a leaf with a purpose only when the profile names it", async () => {
    const purpose = "2.23.133.8.3";
    const extensions = [new ExtendedKeyUsageExtension([purpose], true)];
    const other = await mint({ subject: keys.leaf, issuer: keys.ca, extensions });
    expect(await rules([other, ca, root])).toEqual(["0 extendedKeyUsage"]);
    expect(await rules([other, ca, root], { ...intelPathProfile, leafPurpose: purpose })).toEqual(
      [],
    );
  });

  it("respects path lengths", async () => {
    const subCa = await mint({ subject: keys.other, issuer: keys.ca, isCa: true });
    const end = await mint({ subject: keys.leaf, issuer: keys.other });
    expect(await rules([end, subCa, ca, root])).toEqual(["2 pathLength", "3 pathLength"]);
  });

  it("wants cRLSign of the issuer of a CRL", async () => {
    const profile: PathProfile = { ...intelPathProfile, leafRole: "crl-issuer" };
    expect(await rules([ca, root], profile)).toEqual([]);
    expect(await rules([root], profile)).toEqual([]);
    expect(await rules([leaf, ca, root], profile)).toEqual(["0 basicConstraints", "0 keyUsage"]);
    const noCrl = await mint({
      subject: keys.ca,
      issuer: keys.root,
      isCa: true,
      usage: KeyUsageFlags.keyCertSign,
    });
    expect(await rules([noCrl, root], profile)).toEqual(["0 keyUsage"]);
  });
});

describe("validityFindings", () => {
  const chainAt = (at: number) => validityFindings([leaf, ca, root], at);

  it("accepts both ends of the validity", () => {
    expect(chainAt(mintedFrom.getTime())).toEqual([]);
    expect(chainAt(mintedUntil.getTime())).toEqual([]);
  });

  it("names every certificate that is not valid, root included", () => {
    expect(chainAt(mintedFrom.getTime() - 1)).toEqual(
      [0, 1, 2].map((index) => ({ index, problem: "not-yet-valid" })),
    );
    expect(chainAt(mintedUntil.getTime() + 1)).toEqual(
      [0, 1, 2].map((index) => ({ index, problem: "expired" })),
    );
  });

  it("pitfall 35: NaN is no time at which anything is valid", () => {
    expect(chainAt(Number.NaN)).toHaveLength(3);
    const [finding] = validityFindings([{ ...leaf, notAfter: Number.NaN }], mintedFrom.getTime());
    expect(finding).toEqual({ index: 0, problem: "expired" });
  });
});

const shared = path.resolve(process.cwd(), "../shared");
const hasShared =
  existsSync(path.join(shared, "vectors")) && existsSync(path.join(shared, "trust-anchors"));
if (!hasShared) console.warn(`skipped: no real evidence in ${shared}`);

describe.skipIf(!hasShared)("checkPath, real chains", () => {
  function parse(der: Uint8Array): Certificate {
    const parsed = parseCertificate(der, code);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    return parsed.value;
  }

  const anchor = (name: string) =>
    parse(new Uint8Array(readFileSync(path.join(shared, "trust-anchors", `${name}.der`))));

  /** The PEM chain inside a quote: certification data type 5. */
  function chainOf(quote: string): readonly Certificate[] {
    const text = readFileSync(quote, "latin1");
    const start = text.indexOf("-----BEGIN CERTIFICATE-----");
    const endMark = "-----END CERTIFICATE-----";
    const blocks = readPemChain(
      text.slice(start, text.lastIndexOf(endMark) + endMark.length),
      code,
    );
    if (!blocks.ok) throw new Error(blocks.failure.detail);
    return blocks.value.map(parse);
  }

  const quotes = (hasShared ? ["sgx", "tdx"] : []).flatMap((tee) =>
    readdirSync(path.join(shared, "vectors", tee))
      .map((name) => path.join(shared, "vectors", tee, name, "quote.bin"))
      .filter((file) => existsSync(file)),
  );

  it("has quotes to look at", () => {
    expect(quotes.length).toBeGreaterThan(3);
  });

  it.each(quotes.map((file) => [path.basename(path.dirname(file)), file]))(
    "finds nothing in the PCK chain of %s",
    async (_name, file) => {
      expect(await rules(chainOf(file), { ...intelPathProfile, length: 3 })).toEqual([]);
    },
  );

  it.each(["milan-v2-vcek", "confidential-ai-genoa-v5-vcek"])(
    "finds nothing in AMD's chain of %s: RSASSA-PSS above a P-384 key",
    async (name) => {
      const folder = path.join(shared, "vectors", "sev-snp", name);
      const chain = ["vcek", "ask", "ark"].map((file) =>
        parse(new Uint8Array(readFileSync(path.join(folder, `${file}.der`)))),
      );
      const profile = {
        signatureAlgorithm: "RSASSA-PSS-SHA384",
        keyAlgorithm: "RSA 4096",
        leafKeyAlgorithm: "EC P-384",
      };
      expect(await rules(chain, profile)).toEqual([]);
    },
  );

  it("finds nothing in the root of AWS Nitro", async () => {
    expect(
      await rules([anchor("aws-nitro-root-g1")], {
        signatureAlgorithm: "ecdsa-with-SHA384",
        keyAlgorithm: "EC P-384",
        leafRole: "crl-issuer",
      }),
    ).toEqual([]);
  });
});
