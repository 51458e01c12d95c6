import { describe, expect, it } from "vitest";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { webCrypto } from "@/lib/crypto/web-crypto";
import { readSign1, signatureInput, type Sign1Profile } from "./sign1";

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex.replaceAll(" ", ""));
  if (bytes === null) throw new Error(`${hex} is no hex`);
  return bytes;
}

// RFC 9052, appendix C.2.1 “Single ECDSA Signature”, and its key of appendix C.7.1 with the key id "11".
const EXAMPLE =
  "d2 84 43a10126 a104423131 54546869732069732074686520636f6e74656e742e 5840" +
  "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e" +
  "2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36";
const EXAMPLE_POINT =
  "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff" +
  "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e";

const profile: Sign1Profile = { tag: "optional", algorithms: ["ES256"], otherHeaders: [4] };
const signature = `5840${"01".repeat(64)}`;
const message = (protectedHeader: string, unprotectedHeader = "a0", payload = "4101") =>
  `84 ${protectedHeader} ${unprotectedHeader} ${payload} ${signature}`;

function code(hex: string, changes: Partial<Sign1Profile> = {}) {
  const read = readSign1(bytesOf(hex), { ...profile, ...changes });
  return read.ok ? "ok" : read.failure.code;
}

describe("the example of RFC 9052", () => {
  it("is read, and its signature verifies over the Sig_structure", async () => {
    const read = readSign1(bytesOf(EXAMPLE), { ...profile, tag: "required" });
    if (!read.ok) throw new Error(read.failure.detail);
    const { algorithm, keyId, payload, isTagged } = read.value;
    expect({ algorithm, isTagged }).toEqual({ algorithm: "ES256", isTagged: true });
    expect(keyId && toHex(keyId)).toBe("3131");
    expect(new TextDecoder().decode(payload)).toBe("This is the content.");

    const crypto = webCrypto(globalThis.crypto.subtle);
    const key = await crypto.importPoint("ECDSA-P256-SHA256", bytesOf(EXAMPLE_POINT));
    if (!key.ok) throw new Error(key.failure.detail);
    const data = signatureInput(read.value);
    expect(await crypto.verify(key.value, read.value.signature, data)).toBe(true);
    expect(await crypto.verify(key.value, read.value.signature, data.subarray(1))).toBe(false);
  });
});

describe("a COSE_Sign1", () => {
  const es256 = "43a10126";
  it.each([
    ["without its tag", message(es256), "ok"],
    ["with its tag", `d2 ${message(es256)}`, "ok"],
    ["with the tag of COSE_Mac0", `d1 ${message(es256)}`, "COSE_INVALID"],
    ["with two tags", `d2 d2 ${message(es256)}`, "COSE_INVALID"],
    ["with three members", `83 ${es256} a0 4101`, "COSE_INVALID"],
    ["with five members", `85 ${es256} a0 4101 ${signature} 00`, "COSE_INVALID"],
    ["with bytes behind it", `${message(es256)} 00`, "COSE_INVALID"],
    ["without a payload", message(es256, "a0", "f6"), "COSE_INVALID"],
    ["with an empty payload", message(es256, "a0", "40"), "COSE_INVALID"],
    ["with text as its payload", message(es256, "a0", "6161"), "COSE_INVALID"],
    ["with the key id in the protected header", message("46a2012604413104".slice(0, 14)), "ok"],
    ["with a map where the protected header's bytes belong", message("a10126"), "COSE_INVALID"],
    ["with an empty protected header", message("40"), "COSE_INVALID"],
    ["with a protected header of no members", message("41a0"), "COSE_ALGORITHM_REJECTED"],
    ["with ES384 where ES256 is asked", message("44a1013822"), "COSE_ALGORITHM_REJECTED"],
    ["with the algorithm as text", message("48a1016545533235 36"), "COSE_ALGORITHM_REJECTED"],
    ["with the algorithm outside", message("41a0", "a10126"), "COSE_ALGORITHM_REJECTED"],
    ["with the algorithm in both headers", message(es256, "a10126"), "COSE_INVALID"],
    ["with a critical header", message("46a20126028104"), "COSE_INVALID"],
    ["with an unknown header", message("45a201260500"), "COSE_INVALID"],
    ["with a header of a text label", message("46a20126616100"), "COSE_INVALID"],
    ["with an unknown unprotected header", message(es256, "a10500"), "COSE_INVALID"],
    ["with a key id that is text", message(es256, "a1046161"), "COSE_INVALID"],
    ["with the algorithm twice", message("45a201260126"), "COSE_INVALID"],
    ["with bytes behind the protected header", message("44a1012600"), "COSE_INVALID"],
    ["with a short signature", `84 ${es256} a0 4101 583f${"01".repeat(63)}`, "COSE_INVALID"],
    ["with a signature in DER", `84 ${es256} a0 4101 5846${"30".repeat(70)}`, "COSE_INVALID"],
  ])("%s", (_name, hex, expected) => {
    expect(code(hex)).toBe(expected);
  });

  it("is refused without its tag where the tag is demanded", () => {
    expect(code(message(es256), { tag: "required" })).toBe("COSE_INVALID");
  });
});

describe("the Sig_structure", () => {
  // RFC 8949: heads of 1, 2, 3 and 5 bytes.
  it.each([
    [1, "41"],
    [24, "5818"],
    [256, "590100"],
    [65_536, "5a00010000"],
  ])("has the shortest head for %i bytes of payload", (length, head) => {
    const payload = new Uint8Array(length).fill(7);
    const parts = readSign1(bytesOf(message("43a10126")), profile);
    if (!parts.ok) throw new Error(parts.failure.detail);
    const expected = concatBytes(
      bytesOf("846a5369676e61747572653143a1012640"),
      bytesOf(head),
      payload,
    );
    expect(toHex(signatureInput({ ...parts.value, payload }))).toBe(toHex(expected));
  });
});
