import { describe, expect, it } from "vitest";
import { productOfCa, productOfCpu, productOfName } from "./product";

describe("productOfCpu", () => {
  // AMD 57230 and the revision guides; both ends of every range, and what stands next to them.
  it.each([
    [0x19, 0x00, "Milan"],
    [0x19, 0x0f, "Milan"],
    [0x19, 0x10, "Genoa"],
    [0x19, 0x1f, "Genoa"],
    [0x19, 0x20, null],
    [0x19, 0x9f, null],
    [0x19, 0xa0, "Genoa"],
    [0x19, 0xaf, "Genoa"],
    [0x19, 0xb0, null],
    [0x1a, 0x00, "Turin"],
    [0x1a, 0x11, "Turin"],
    [0x1a, 0x12, null],
    [0x1a, 0x50, null],
    [0x1a, 0x90, null],
    [0x17, 0x31, null],
    [0x00, 0x00, null],
  ])("pitfall 10: says of family %i, model %i: %s", (family, model, product) => {
    expect(productOfCpu({ family, model, stepping: 1 })).toBe(product);
  });
});

describe("names", () => {
  it.each([
    ["Milan", "Milan"],
    ["Milan-B0", "Milan"],
    ["Genoa-B1", "Genoa"],
    ["Turin", "Turin"],
    ["milan", null],
    ["Milan-", null],
    ["Milan-B0-x", null],
    ["Milanese", null],
    ["", null],
  ])("reads the product of %j", (name, product) => {
    expect(productOfName(name)).toBe(product);
  });

  it("tells the authorities of both kinds of key apart", () => {
    expect(productOfCa("SEV-Milan", "SEV-")).toBe("Milan");
    expect(productOfCa("SEV-VLEK-Milan", "SEV-")).toBeNull();
    expect(productOfCa("SEV-VLEK-Milan", "SEV-VLEK-")).toBe("Milan");
    expect(productOfCa("ARK-Genoa", "ARK-")).toBe("Genoa");
    expect(productOfCa(null, "ARK-")).toBeNull();
  });
});
