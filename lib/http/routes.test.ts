import { describe, expect, it } from "vitest";
import { OPERATIONS } from "@/lib/operations/table";
import { createRouter } from "./routes";

const route = createRouter(OPERATIONS);

describe("createRouter", () => {
  it.each(OPERATIONS.map(({ contract }) => [contract.id, contract.method, contract.path] as const))(
    "leads to %s",
    (id, method, path) => {
      const found = route(method, path.replace("{id}", "019aa000"));
      expect(found).toMatchObject({ kind: "operation", operation: { contract: { id } } });
    },
  );

  it("hands over parameters decoded", () => {
    expect(route("GET", "/api/v1/attestations/a%20b/evidence")).toMatchObject({
      kind: "operation",
      params: { id: "a b" },
    });
  });

  it.each([
    "/api/v1/attestations//evidence",
    "/api/v1/attestations/%ff",
    "/api/V1/attestations",
    "/",
    "",
  ])("knows nothing at %j", (path) => {
    expect(route("GET", path).kind).toBe("none");
  });

  it("says which methods an address knows", () => {
    expect(route("PUT", "/api/v1/attestations/1/reverify")).toEqual({
      kind: "other-method",
      allowed: ["POST", "OPTIONS"],
    });
  });
});
