import "reflect-metadata";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { AuthorityKeyIdentifierExtension, Extension } from "@peculiar/x509";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { Certificate } from "./certificate";
import { parseCrl } from "./crl";
import { changed, children, der } from "./der-writer.fixture";
import { mint, mintCrl, mintedFrom, mintedUntil, mintKey, type MintedKey } from "./minting.fixture";
import { readCrlText, toPem } from "./pem";
import { isSignedBy } from "./signed-by";

const code = "PCK_CRL_INVALID";
const refused = { ok: false, failure: { code } };
const crypto = webCrypto(globalThis.crypto.subtle);

function bytes(hex: string): Uint8Array {
  const read = fromHex(hex);
  if (read === null) throw new Error(`no hex: ${hex}`);
  return read;
}

/** A whole extension list: cRLNumber 256 and whatever else is given as DER. */
function extensionField(...more: readonly Uint8Array[]): Uint8Array {
  return der(0xa0, der(0x30, der(0x30, bytes("0603551d14"), der(4, bytes("02020100"))), ...more));
}

let key: MintedKey;
let ca: Certificate;
let good: Uint8Array;

beforeAll(async () => {
  key = await mintKey("CN=CRL issuer,O=Attestry");
  ca = await mint({ subject: key, issuer: key, isCa: true });
  good = await mintCrl({
    issuer: key,
    revoked: ["0a", "00f1", "22650cd65a9d3489f383b49552bf501b392706ac"],
    nextUpdate: mintedUntil,
    extensions: [
      new Extension("2.5.29.20", false, Uint8Array.of(2, 2, 1, 0).buffer),
      await AuthorityKeyIdentifierExtension.create(key.pair.publicKey),
    ],
  });
});

describe("parseCrl", () => {
  it("reads a list that another implementation made", () => {
    const parsed = parseCrl(good, code);
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        issuer: "O=Attestry,CN=CRL issuer",
        thisUpdate: mintedFrom.getTime(),
        nextUpdate: mintedUntil.getTime(),
        crlNumber: "256",
        authorityKeyId: ca.subjectKeyId,
        signatureAlgorithm: "ecdsa-with-SHA256",
        issuerDer: ca.subjectDer,
      },
    });
    if (!parsed.ok) return;
    expect(parsed.value.revoked).toEqual(
      new Set(["a", "f1", "22650cd65a9d3489f383b49552bf501b392706ac"]),
    );
  });

  it("takes a serial number that stands twice as one", () => {
    const twice = changed(good, [0, 5], (list) => der(0x30, ...children(list), ...children(list)));
    const parsed = parseCrl(twice, code);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    expect(parsed.value.revoked.size).toBe(3);
  });

  it("names serial numbers as certificates do", async () => {
    const revoked = await mint({ subject: key, issuer: key, serialNumber: "00f1" });
    const parsed = parseCrl(good, code);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    expect(parsed.value.revoked.has(revoked.serial)).toBe(true);
  });

  it("is signed by its issuer and by nobody else", async () => {
    const parsed = parseCrl(good, code);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    const otherKey = await mintKey(key.name);
    const other = await mint({ subject: otherKey, issuer: otherKey, isCa: true });
    expect(await isSignedBy(crypto, parsed.value, ca)).toBe(true);
    expect(await isSignedBy(crypto, parsed.value, other)).toBe(false);
  });

  it("pitfall 69: shows that a list has no nextUpdate", async () => {
    expect(parseCrl(await mintCrl({ issuer: key }), code)).toMatchObject({
      ok: true,
      value: { nextUpdate: null, revoked: new Set(), crlNumber: null },
    });
  });

  it("pitfall 32: a truncated list is a failure, never an empty list", () => {
    for (let length = 0; length < good.length; length++) {
      expect(parseCrl(good.subarray(0, length), code)).toMatchObject(refused);
    }
  });

  it("pitfall 73: refuses a NUL behind the list", () => {
    expect(parseCrl(concatBytes(good, Uint8Array.of(0)), code)).toMatchObject(refused);
  });

  it.each([
    ["issuingDistributionPoint, critical", "0603551d1c0101ff04023000"],
    ["issuingDistributionPoint, not critical", "0603551d1c04023000"],
    ["deltaCRLIndicator", "0603551d1b0101ff0403020101"],
    ["an unknown critical extension", "06032a03040101ff04020500"],
    ["a second cRLNumber", "0603551d140403020101"],
    ["a malformed authorityKeyIdentifier", "0603551d2304020500"],
  ])("pitfall 88: refuses %s", (_name, hex) => {
    const count = children(children(good)[0] ?? good).length;
    const other = changed(good, [0, count - 1], () => extensionField(der(0x30, bytes(hex))));
    expect(parseCrl(other, code)).toMatchObject(refused);
  });

  it("keeps an unknown extension that is not critical", () => {
    const count = children(children(good)[0] ?? good).length;
    const extension = der(0x30, bytes("06032a030404020500"));
    const other = changed(good, [0, count - 1], () => extensionField(extension));
    expect(parseCrl(other, code)).toMatchObject({ ok: true, value: { crlNumber: "256" } });
  });

  it.each([
    ["version 1", [0, 0], () => bytes("020100")],
    ["another inner algorithm", [0, 1], () => der(0x30, bytes("06082a8648ce3d040303"))],
    ["a malformed thisUpdate", [0, 3], () => der(0x17, bytes("6e65766572"))],
    ["a malformed nextUpdate", [0, 4], () => der(0x17, bytes("6e65766572"))],
    ["an entry without a date", [0, 5, 0], () => der(0x30, bytes("020101"))],
    [
      "an entry with an empty list of extensions",
      [0, 5, 0],
      (entry: Uint8Array) => der(0x30, ...children(entry).slice(0, 2), der(0x30)),
    ],
    ["an entry with a negative serial number", [0, 5, 0, 0], () => bytes("0201ff")],
    [
      "an entry with a critical certificateIssuer",
      [0, 5, 0],
      (entry: Uint8Array) =>
        der(
          0x30,
          ...children(entry).slice(0, 2),
          der(0x30, der(0x30, bytes("0603551d1d0101ff04023000"))),
        ),
    ],
    ["another signature encoding", [2], () => der(3, bytes("00"), new Uint8Array(64).fill(1))],
  ])("refuses %s", (_name, place, change) => {
    expect(parseCrl(changed(good, place, change), code)).toMatchObject(refused);
  });

  it("never throws for a changed byte", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const flipped = Uint8Array.from(good);
        flipped[at] = (flipped[at] ?? 0) ^ mask;
        parseCrl(flipped, code);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("readCrlText", () => {
  it.each([
    ["PEM", () => toPem(good, "X509 CRL")],
    ["hex", () => toHex(good)],
    ["upper-case hex with a newline", () => `${toHex(good).toUpperCase()}\n`],
    ["base64", () => Buffer.from(good).toString("base64")],
  ])("reads %s", (_name, make) => {
    expect(readCrlText(make(), code)).toEqual({ ok: true, value: good });
  });

  it.each([
    ["nothing", () => ""],
    ["prose", () => "no list here"],
    ["half a hex digit", () => toHex(good).slice(1)],
    ["a certificate's label", () => toPem(good, "CERTIFICATE")],
    ["two lists", () => toPem(good, "X509 CRL").repeat(2)],
    ["a comment", () => `Intel\n${toPem(good, "X509 CRL")}`],
  ])("pitfall 32: fails for %s", (_name, make) => {
    expect(readCrlText(make(), code)).toMatchObject(refused);
  });
});

const vectors = path.resolve(process.cwd(), "../shared/vectors");
if (!existsSync(vectors)) console.warn(`skipped: no real evidence in ${vectors}`);

describe.skipIf(!existsSync(vectors))("parseCrl, Intel's own lists", () => {
  // Counted with `openssl crl -text`.
  it.each([
    ["tdx/google-quote-v5/pck-crl.der", "Intel SGX PCK Platform CA", 57],
    ["tdx/google-quote-v5/root-crl.der", "Intel SGX Root CA", 0],
    ["tdx/google-spr-e4-v4/pck-crl.der", "Intel SGX PCK Platform CA", 44],
  ])("reads %s", (file, issuer, count) => {
    const parsed = parseCrl(new Uint8Array(readFileSync(path.join(vectors, file))), code);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    expect(parsed.value.issuer).toBe(`C=US,ST=CA,L=Santa Clara,O=Intel Corporation,CN=${issuer}`);
    expect(parsed.value.revoked.size).toBe(count);
    expect(parsed.value.crlNumber).toBe("1");
    expect(parsed.value.nextUpdate).toBeGreaterThan(parsed.value.thisUpdate);
  });
});
