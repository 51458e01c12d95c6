import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { policySchema } from "@/lib/contract/policy";

describe("examples/policy.json", () => {
  it("is a policy", () => {
    const file = path.resolve(import.meta.dirname, "../examples/policy.json");
    expect(policySchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).error).toBeUndefined();
  });
});
