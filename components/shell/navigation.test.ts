import { describe, expect, it } from "vitest";
import { allPlaces, breadcrumb, isCurrent } from "./navigation";

describe("navigation", () => {
  it("makes a link of every part of an address", () => {
    const id = "01a1fcac-23dc-7344-8136-736ed39664a5";
    expect(breadcrumb(`/attestations/${id}/checks`)).toEqual([
      { href: "/attestations", label: "Attestations", isIdentifier: false },
      { href: `/attestations/${id}`, label: "…736ed39664a5", isIdentifier: true },
      { href: `/attestations/${id}/checks`, label: "Checks", isIdentifier: false },
    ]);
    expect(breadcrumb("/").map(({ label }) => label)).toEqual(["Overview"]);
  });

  it("marks the overview only on the overview itself", () => {
    expect(isCurrent("/", "/attestations")).toBe(false);
    expect(isCurrent("/attestations", "/attestations/x/checks")).toBe(true);
    expect(isCurrent("/attestations", "/attestations-old")).toBe(false);
  });

  it("gives every place a key of its own", () => {
    const keys = allPlaces.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
