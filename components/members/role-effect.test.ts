import { describe, expect, it } from "vitest";
import { isSameRoles, roleEffect } from "./role-effect";

describe("what a change of roles does", () => {
  it("names what is gained and what is lost", () => {
    const { gained, lost } = roleEffect(["operator"], ["reviewer"]);
    expect(gained).toEqual(["proposal:create", "member:read"]);
    expect(lost).toEqual(["attestation:submit", "collateral:write"]);
  });

  it("takes nothing with a role whose rights another one gives, too", () => {
    expect(roleEffect(["viewer", "operator"], ["operator"])).toEqual({ gained: [], lost: [] });
  });

  it("takes everything but the rest with administrator", () => {
    const { gained, lost } = roleEffect(["administrator"], ["auditor"]);
    expect(gained).toEqual([]);
    expect(lost).toContain("member:manage");
    expect(lost).not.toContain("audit:read");
  });

  it("knows the same roles in another order", () => {
    expect(isSameRoles(["viewer", "auditor"], ["auditor", "viewer"])).toBe(true);
    expect(isSameRoles(["viewer"], ["auditor"])).toBe(false);
    expect(isSameRoles(["viewer"], [])).toBe(false);
  });
});
