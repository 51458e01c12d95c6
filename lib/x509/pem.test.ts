import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPemChain, toPem } from "./pem";

const code = "PCK_CHAIN_INVALID";
const refused = { ok: false, failure: { code } };
const one = Uint8Array.from({ length: 100 }, (_, index) => index);
const two = Uint8Array.of(1, 2, 3);
const pem = toPem(one, "CERTIFICATE");

describe("readPemChain", () => {
  it("reads the blocks in order, with any white space around them", () => {
    const text = `\n ${pem}\r\n\t${toPem(two, "CERTIFICATE").replaceAll("\n", "\r\n")}`;
    expect(readPemChain(text, code)).toEqual({ ok: true, value: [one, two] });
  });

  it("reads what it wrote", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        const read = readPemChain(toPem(bytes, "CERTIFICATE"), code);
        expect(read).toEqual({ ok: true, value: [new Uint8Array(bytes)] });
      }),
    );
  });

  it("allows one NUL at the very end, as quotes have it", () => {
    expect(readPemChain(`${pem}\0`, code)).toMatchObject({ ok: true });
    expect(readPemChain(`${pem}\0\0`, code)).toMatchObject(refused);
    expect(readPemChain(`\0${pem}`, code)).toMatchObject(refused);
    expect(readPemChain(`${pem}\0${pem}`, code)).toMatchObject(refused);
  });

  it.each([
    ["nothing", ""],
    ["white space", " \n"],
    ["a comment", `Intel\n${pem}`],
    ["a comment behind", `${pem}Intel`],
    ["another label", toPem(one, "X509 CRL")],
    ["a label in lower case", pem.replaceAll("CERTIFICATE", "certificate")],
    ["a TRUSTED CERTIFICATE", pem.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE")],
    ["an open block", pem.slice(0, -10)],
    ["an end without a beginning", "-----END CERTIFICATE-----"],
    ["a header inside", pem.replace("\n", "\nProc-Type: 4\n\n")],
    ["an empty block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"],
    ["a nested block", pem.replace("\n", `\n${pem}`)],
  ])("pitfall 89: refuses %s", (_name, text) => {
    expect(readPemChain(text, code)).toMatchObject(refused);
  });

  it("pitfall 89: refuses url-safe letters and spaces inside a line", () => {
    expect(readPemChain(pem.replace("AAEC", "AA-C"), code)).toMatchObject(refused);
    expect(readPemChain(pem.replace("AAEC", "AA C"), code)).toMatchObject(refused);
  });

  it("refuses more blocks than any chain has", () => {
    expect(readPemChain(pem.repeat(16), code)).toMatchObject({ ok: true });
    expect(readPemChain(pem.repeat(17), code)).toMatchObject(refused);
  });
});
