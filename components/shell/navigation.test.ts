import { describe, expect, it } from "vitest";
import { permissionsOf, type Role } from "@/lib/access/roles";
import { allPlaces, breadcrumb, groupsFor, isCurrent } from "./navigation";

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

  it("shows places by role, and no group without places", () => {
    const shownTo = (role: Role) => {
      const permissions = permissionsOf([role]);
      const may = (permission: (typeof allPlaces)[number]["permission"]) =>
        permission === "signed-in" || permissions.has(permission);
      return groupsFor(may).flatMap(({ places }) => places.map(({ label }) => label));
    };
    expect(shownTo("viewer")).not.toContain("Members");
    expect(shownTo("auditor")).toContain("Members");
    const nobody = groupsFor((permission) => permission === "signed-in");
    expect(nobody.every(({ places }) => places.length > 0)).toBe(true);
    expect(nobody.map(({ label }) => label)).not.toContain("Evidence");
  });
});
