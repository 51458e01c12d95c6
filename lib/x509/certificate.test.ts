import "reflect-metadata";
import { createHash, X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ExtendedKeyUsageExtension, Extension } from "@peculiar/x509";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { fromHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import { parseCertificate, type Certificate } from "./certificate";
import { changed, children, der } from "./der-writer.fixture";
import { mint, mintDer, mintedFrom, mintedUntil, mintKey, type MintedKey } from "./minting.fixture";

const code = "CERT_CHAIN_INVALID";
const refused = { ok: false, failure: { code } };

function bytes(hex: string): Uint8Array {
  const read = fromHex(hex);
  if (read === null) throw new Error(`no hex: ${hex}`);
  return read;
}

/** What node:crypto, an independent implementation, says about the same bytes. */
function expectAgreement(certificate: Certificate): void {
  const other = new X509Certificate(certificate.der);
  expect(BigInt(`0x${certificate.serial}`)).toBe(BigInt(`0x${other.serialNumber}`));
  expect(certificate.notBefore).toBe(Date.parse(other.validFrom));
  expect(certificate.notAfter).toBe(Date.parse(other.validTo));
  expect(certificate.isCa).toBe(other.ca);
  // Node lists the attributes in the order of the encoding, one a line.
  expect(certificate.subject.split(",").reverse().join("\n")).toBe(other.subject);
  expect(certificate.issuer.split(",").reverse().join("\n")).toBe(other.issuer);
  const spki = new Uint8Array(other.publicKey.export({ type: "spki", format: "der" }));
  expect(certificate.spki).toEqual(spki);
}

let root: MintedKey;
let leaf: MintedKey;
let good: Uint8Array;

beforeAll(async () => {
  root = await mintKey("CN=Test Root,O=Attestry,C=CH");
  leaf = await mintKey("CN=Test Leaf,O=Attestry");
  good = await mintDer({ subject: leaf, issuer: root });
});

describe("parseCertificate", () => {
  it("agrees with node:crypto about minted certificates", async () => {
    expectAgreement(await mint({ subject: leaf, issuer: root }));
    expectAgreement(await mint({ subject: root, issuer: root, isCa: true, pathLength: 1 }));
  });

  it("reads what the extensions say", async () => {
    const ca = await mint({ subject: root, issuer: root, isCa: true, pathLength: 1 });
    expect(ca).toMatchObject({
      isCa: true,
      pathLength: 1,
      keyAlgorithm: "EC P-256",
      signatureAlgorithm: "ecdsa-with-SHA256",
      subjectCommonName: "Test Root",
      notBefore: mintedFrom.getTime(),
      notAfter: mintedUntil.getTime(),
    });
    expect(ca.keyUsage).toEqual(new Set(["keyCertSign", "cRLSign"]));
    expect(ca.subjectKeyId).toBe(ca.authorityKeyId);
    expect(ca.signature).toHaveLength(64);
    const end = await mint({ subject: leaf, issuer: root });
    expect(end).toMatchObject({ isCa: false, pathLength: null, authorityKeyId: ca.subjectKeyId });
    expect(end.keyUsage).toEqual(new Set(["digitalSignature", "nonRepudiation"]));
  });

  it.each([
    ["00", "0"],
    ["0001", "1"],
    ["00ff", "ff"],
    ["0a", "a"],
  ])("gives serial number %s as %s", async (serialNumber, serial) => {
    // a non-negative INTEGER needs the zero byte only before 80 to ff
    const withSerial = changed(good, [0, 1], () =>
      der(2, bytes(serialNumber === "0001" ? "01" : serialNumber)),
    );
    expect(parseCertificate(withSerial, code)).toMatchObject({ ok: true, value: { serial } });
  });

  it("escapes what would make two names look alike", async () => {
    const name = der(
      0x30,
      der(0x31, der(0x30, bytes("0603550403"), der(0x0c, utf8Bytes("a,CN=b")))),
    );
    expect(
      parseCertificate(
        changed(good, [0, 5], () => name),
        code,
      ),
    ).toMatchObject({
      value: { subject: "CN=a\\,CN=b", subjectCommonName: "a,CN=b" },
    });
  });

  it("has no common name when there are two", async () => {
    const cn = (text: string) =>
      der(0x31, der(0x30, bytes("0603550403"), der(0x0c, utf8Bytes(text))));
    const name = der(0x30, cn("one"), cn("two"));
    expect(
      parseCertificate(
        changed(good, [0, 5], () => name),
        code,
      ),
    ).toMatchObject({
      value: { subject: "CN=two,CN=one", subjectCommonName: null },
    });
  });

  it("pitfall 88: refuses an unknown critical extension, and keeps one that is not critical", async () => {
    const value = Uint8Array.of(5, 0).buffer;
    const critical = new Extension("1.2.3.4", true, value);
    const harmless = new Extension("1.2.3.4", false, value);
    const options = { subject: leaf, issuer: root };
    const refusedDer = await mintDer({ ...options, extensions: [critical] });
    expect(parseCertificate(refusedDer, code)).toMatchObject(refused);
    const kept = await mint({ ...options, extensions: [harmless] });
    expect(kept.extensions.some(({ oid, critical }) => oid === "1.2.3.4" && !critical)).toBe(true);
  });

  it("refuses an extension that stands twice", async () => {
    const twice = changed(good, [0, 7, 0], (list) => {
      const [first = new Uint8Array(0), ...rest] = children(list);
      return der(0x30, first, ...rest, first);
    });
    expect(parseCertificate(twice, code)).toMatchObject(refused);
  });

  it("refuses two signature algorithms that differ", () => {
    const sha384 = der(0x30, bytes("06082a8648ce3d040303"));
    expect(
      parseCertificate(
        changed(good, [1], () => sha384),
        code,
      ),
    ).toMatchObject(refused);
    expect(
      parseCertificate(
        changed(good, [0, 2], () => sha384),
        code,
      ),
    ).toMatchObject(refused);
  });

  it.each([
    ["version 1", [0, 0], () => der(0xa0, bytes("020100"))],
    ["a negative serial number", [0, 1], () => bytes("0201ff")],
    ["a serial number that is not the shortest form", [0, 1], () => bytes("02020001")],
    ["a serial number over 20 bytes", [0, 1], () => der(2, new Uint8Array(21).fill(1))],
    ["a date that is none", [0, 4, 1], () => der(0x17, utf8Bytes("never"))],
    ["month 13", [0, 4, 1], () => der(0x18, utf8Bytes("20261301000000Z"))],
    ["no extensions", [0, 7], () => der(0xa3, der(0x30))],
    ["unique identifiers", [0, 6], (spki: Uint8Array) => concatBytes(spki, der(0x81, bytes("00")))],
    ["a signature that is not DER", [2], () => der(3, bytes("00"), new Uint8Array(64).fill(1))],
    ["a signature with unused bits", [2], () => der(3, bytes("0130060201010201"), bytes("02"))],
    [
      "a signature whose r is not the shortest form",
      [2],
      () => der(3, bytes("00"), der(0x30, bytes("02020001"), bytes("020101"))),
    ],
    [
      "a signature with a negative s",
      [2],
      () => der(3, bytes("00"), der(0x30, bytes("020101"), bytes("0201ff"))),
    ],
    [
      "a signature with something behind s",
      [2],
      () => der(3, bytes("00"), der(0x30, bytes("020101"), bytes("020101"), bytes("0500"))),
    ],
  ])("pitfall 92: refuses %s", (_name, place, change) => {
    expect(parseCertificate(changed(good, place, change), code)).toMatchObject(refused);
  });

  it.each([
    ["cA FALSE written out", "30030101 00"],
    ["a path length without cA", "3003020100"],
    ["a BOOLEAN of 01", "3003010101"],
    ["trailing bytes", "300000"],
  ])("pitfall 92: refuses basicConstraints with %s", (_name, hex) => {
    const value = der(4, bytes(hex.replace(" ", "")));
    const extension = der(0x30, bytes("0603551d13"), bytes("0101ff"), value);
    const other = changed(good, [0, 7, 0, 0], () => extension);
    expect(parseCertificate(other, code)).toMatchObject(refused);
  });

  it("pitfall 92: refuses an extension that writes out that it is not critical", () => {
    const spelledOut = der(0x30, bytes("06032a0304"), bytes("010100"), bytes("04020500"));
    const silent = der(0x30, bytes("06032a0304"), bytes("04020500"));
    const adding = (extension: Uint8Array) =>
      changed(good, [0, 7, 0], (list) => der(0x30, ...children(list), extension));
    expect(parseCertificate(adding(spelledOut), code)).toMatchObject(refused);
    expect(parseCertificate(adding(silent), code)).toMatchObject({ ok: true });
  });

  it("pitfall 92: keeps the received bytes of what is signed", async () => {
    const parsed = parseCertificate(good, code);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    expect(parsed.value.tbs.buffer).toBe(good.buffer);
    expect(parsed.value.tbs).toEqual(children(good)[0]);
  });

  it("reads extended key usage as OIDs", async () => {
    const purpose = new ExtendedKeyUsageExtension(["2.23.133.8.3"], true);
    const certificate = await mint({ subject: leaf, issuer: root, extensions: [purpose] });
    expect(certificate.extendedKeyUsage).toEqual(new Set(["2.23.133.8.3"]));
  });

  it("refuses every truncation and trailing bytes", () => {
    for (let length = 0; length < good.length; length++) {
      expect(parseCertificate(good.subarray(0, length), code)).toMatchObject(refused);
    }
    expect(parseCertificate(concatBytes(good, Uint8Array.of(0)), code)).toMatchObject(refused);
  });

  it("never throws for a changed byte", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const flipped = Uint8Array.from(good);
        flipped[at] = (flipped[at] ?? 0) ^ mask;
        parseCertificate(flipped, code);
      }),
      { numRuns: 3000 },
    );
  });
});

const anchors = path.resolve(process.cwd(), "../shared/trust-anchors");
const hasAnchors = existsSync(anchors);
if (!hasAnchors) console.warn(`skipped: no vendor roots in ${anchors}`);

describe.skipIf(!hasAnchors)("parseCertificate, vendor roots", () => {
  const files = hasAnchors ? readdirSync(anchors).filter((file) => file.endsWith(".der")) : [];

  it.each(files)("agrees with node:crypto about %s", (file) => {
    const parsed = parseCertificate(new Uint8Array(readFileSync(path.join(anchors, file))), code);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    expectAgreement(parsed.value);
  });

  it("reads Intel's root as Intel publishes it", () => {
    const file = new Uint8Array(readFileSync(path.join(anchors, "intel-sgx-root-ca.der")));
    expect(createHash("sha256").update(file).digest("hex")).toBe(
      "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3",
    );
    const parsed = parseCertificate(file, code);
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        serial: "22650cd65a9d3489f383b49552bf501b392706ac",
        subject: "C=US,ST=CA,L=Santa Clara,O=Intel Corporation,CN=Intel SGX Root CA",
        subjectCommonName: "Intel SGX Root CA",
        keyAlgorithm: "EC P-256",
        signatureAlgorithm: "ecdsa-with-SHA256",
        isCa: true,
        pathLength: 1,
      },
    });
    if (!parsed.ok) return;
    expect(createHash("sha256").update(parsed.value.spki).digest("hex")).toBe(
      "a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e",
    );
  });
});
