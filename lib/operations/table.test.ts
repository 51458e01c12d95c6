import { describe, expect, it } from "vitest";
import { OPERATION_CONTRACTS } from "@/lib/contract/operations";
import { isPermission } from "@/lib/access/permissions";
import { OPERATIONS } from "./table";

describe("the operation table", () => {
  it("has one operation for every contract, and no other", () => {
    const ids = OPERATIONS.map(({ contract }) => contract.id);
    expect(ids.toSorted()).toEqual(OPERATION_CONTRACTS.map(({ id }) => id).toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    for (const { contract } of OPERATIONS) {
      expect(OPERATION_CONTRACTS.find(({ id }) => id === contract.id)).toBe(contract);
    }
  });

  it("names a permission for every operation", () => {
    for (const { contract, permission } of OPERATIONS) {
      const isKnown =
        permission === "public" || permission === "signed-in" || isPermission(permission);
      expect(isKnown, contract.id).toBe(true);
    }
  });

  it("lets no two operations claim one address", () => {
    const claims = OPERATIONS.map(
      ({ contract }) => `${contract.method} ${contract.path.replaceAll(/\{\w+\}/g, "{}")}`,
    );
    expect(new Set(claims).size).toBe(claims.length);
  });

  it("only reads with GET", () => {
    for (const { contract, permission } of OPERATIONS) {
      if (contract.method === "GET") expect(permission).toMatch(/:read$|^public$|^signed-in$/);
    }
  });
});
