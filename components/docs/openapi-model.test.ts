import { describe, expect, it } from "vitest";
import { openApiDocument } from "@/lib/contract/openapi";
import { OPERATION_CONTRACTS } from "@/lib/contract/operations";
import { curlExample } from "./curl-example";
import { readApiDocument } from "./openapi-model";
import { constraintText, typeText } from "./schema-text";

const document = readApiDocument(openApiDocument());
const operations = document.groups.flatMap((group) => group.operations);

describe("the API page", () => {
  it("shows every operation of the contract once", () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
      OPERATION_CONTRACTS.map(({ id }) => id).toSorted(),
    );
  });

  it("gives every operation a command that names its method and path", () => {
    for (const operation of operations) {
      const command = curlExample(operation);
      expect(command).toContain(operation.path.split("{")[0]);
      expect(command.includes("-X POST")).toBe(operation.method === "POST");
    }
  });
});

describe("a schema in words", () => {
  it("names types, unions, arrays and references", () => {
    expect(typeText({ type: "string" })).toBe("string");
    expect(typeText({ anyOf: [{ type: "string" }, { type: "null" }] })).toBe("string or null");
    expect(typeText({ items: { $ref: "#/components/schemas/Check" } })).toBe("Check array");
    expect(typeText({ enum: ["then", "now"] })).toBe('"then" | "now"');
  });

  it("names limits, but not the range of safe integers", () => {
    expect(constraintText({ minimum: 1, maximum: 200, default: 50 })).toBe("1 to 200, default 50");
    expect(
      constraintText({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
    ).toBe("");
  });
});
