import { describe, expect, it } from "vitest";
import { createApiKeySchema } from "@/lib/contract/api-keys";
import { draftProblem, emptyDraft, OWN_POLICY, requestOf } from "./key-draft";

const now = Date.parse("2026-03-01T00:00:00Z");
const draft = { ...emptyDraft, name: "Fleet", scopes: ["attestation:read"] as const };

describe("the form of a new key", () => {
  it("sends what the contract takes", () => {
    const request = requestOf(
      { ...draft, service: " sentinel ", networks: "10.0.0.0/8\n", tags: "a, b" },
      now,
    );
    expect(createApiKeySchema.parse(request)).toEqual({
      name: "Fleet",
      service: "sentinel",
      scopes: ["attestation:read"],
      networks: ["10.0.0.0/8"],
      tags: ["a", "b"],
      policy: null,
      expiresAt: "2026-05-30T00:00:00.000Z",
    });
    expect(requestOf({ ...draft, lifetime: "never", policy: "strict" }, now)).toMatchObject({
      expiresAt: null,
      policy: "strict",
    });
  });

  it("sends a policy of its own as a document", () => {
    const own = { ...draft, policy: OWN_POLICY, policyText: '{"extends": "strict"}' };
    expect(draftProblem(own)).toBeNull();
    expect(requestOf(own, now)).toMatchObject({ policy: { extends: "strict" } });
  });

  it("is not sent without scopes, nor with a policy that is none", () => {
    expect(draftProblem(draft)).toBeNull();
    expect(draftProblem({ ...draft, scopes: [] })).not.toBeNull();
    for (const policyText of ["", "strict", '{"extend": "strict"}', "[]"]) {
      expect(draftProblem({ ...draft, policy: OWN_POLICY, policyText })).not.toBeNull();
    }
  });
});
