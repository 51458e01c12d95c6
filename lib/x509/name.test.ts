import { describe, expect, it } from "vitest";
import { readDer } from "@/lib/bytes/der";
import { fromHex } from "@/lib/bytes/hex";
import { readName } from "./name";

function read(hex: string) {
  const node = readDer(fromHex(hex) ?? new Uint8Array());
  return node && readName(node);
}

describe("readName", () => {
  it("reads text of ASCII", () => {
    expect(read("300c310a30080603550403130141")).toEqual({ text: "CN=A", commonName: "A" });
  });

  it.each([
    ["PrintableString", "13"],
    ["IA5String", "16"],
  ])("takes no %s with other characters for text (X.680 section 41)", (_name, tag) => {
    // RFC 4514 section 2.4: what can't be written as text is its encoding in hex.
    expect(read(`300e310c300a0603550403${tag}0343c3a9`)).toEqual({
      text: `CN=#${tag}0343c3a9`,
      commonName: null,
    });
  });

  it("reads UTF-8 as such", () => {
    expect(read("300e310c300a06035504030c0343c3a9")).toEqual({ text: "CN=Cé", commonName: "Cé" });
  });
});
