import { describe, expect, it } from "vitest";
import { listOfTerm, searchTerm } from "./search-term";

describe("what is typed into the search", () => {
  it.each([
    ["91EB2B44", "91eb2b44"],
    ["  sha256:91eb2b44 ", "91eb2b44"],
    ["0x91eb", "91eb"],
    ["91eb 2b44\n0011", "91eb2b440011"],
    ["01a1fcac-23dc-7344", "01a1fcac-23dc-7344"],
  ])("reads %j as %s", (text, term) => {
    expect(searchTerm(text)).toBe(term);
  });

  it.each(["", "91e", "collateral", "91eb2b4g", "-91eb", "a".repeat(141)])(
    "looks nothing up for %j",
    (text) => {
      expect(searchTerm(text)).toBeNull();
    },
  );

  it("lists by digest but not by the parts of an id", () => {
    expect(listOfTerm("91eb2b44")).toBe("/attestations?q=91eb2b44");
    expect(listOfTerm("01a1fcac-23dc")).toBeNull();
    expect(listOfTerm(null)).toBeNull();
  });
});
