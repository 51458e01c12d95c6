import { describe, expect, it } from "vitest";
import { type ApiKey, createApiKeySchema, updateApiKeySchema } from "@/lib/contract/api-keys";
import {
  changesOf,
  draftProblem,
  editOf,
  emptyDraft,
  OWN_POLICY,
  policyProblem,
  requestOf,
} from "./key-draft";

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

const key: ApiKey = {
  id: "01890a5d-ac96-774b-bcce-b302099a8057",
  name: "Fleet agent",
  service: "sentinel",
  prefix: "atst_Zk3vQ8mN1xYb",
  state: "active",
  scopes: ["attestation:submit"],
  networks: ["10.0.0.0/8", "2001:db8::/32"],
  tags: ["fleet", "eu"],
  policy: { extends: "strict", name: "fleet" },
  createdBy: { id: "01890a5d-ac96-774b-bcce-b302099a8058", name: "Ada" },
  createdAt: "2026-03-01T00:00:00.000Z",
  expiresAt: "2026-05-30T10:20:30.123Z",
  revokedAt: null,
  rotationDue: null,
  replaces: null,
  replacedBy: null,
  lastUsed: null,
};

describe("the form of a key that is there", () => {
  const before = editOf(key);

  it("changes nothing as it is opened", () => {
    expect(changesOf(before, before)).toEqual({});
    expect(policyProblem(before)).toBeNull();
    // The same written otherwise is no change either.
    const same = { ...before, networks: "10.0.0.0/8, 2001:db8::/32\n", name: " Fleet agent " };
    expect(changesOf(before, same)).toEqual({});
  });

  it("sends what has changed and nothing else", () => {
    const edit = { ...before, name: "Fleet", tags: "", expires: "2026-04-01T00:00" };
    expect(updateApiKeySchema.parse(changesOf(before, edit))).toEqual({
      name: "Fleet",
      tags: [],
      expiresAt: "2026-04-01T00:00:00Z",
    });
    expect(changesOf(before, { ...before, networks: "192.0.2.7" })).toEqual({
      networks: ["192.0.2.7"],
    });
  });

  it("gives another policy, or takes it away", () => {
    expect(changesOf(before, { ...before, policy: "moderate" })).toEqual({ policy: "moderate" });
    expect(changesOf(before, { ...before, policy: "" })).toEqual({ policy: null });
    expect(changesOf(before, { ...before, policyText: '{"extends": "moderate"}' })).toEqual({
      policy: { extends: "moderate" },
    });
    expect(policyProblem({ ...before, policyText: "{" })).not.toBeNull();
  });

  it("gives a key without an end one, and leaves it alone otherwise", () => {
    const endless = editOf({ ...key, expiresAt: null });
    expect(changesOf(endless, endless)).toEqual({});
    expect(changesOf(endless, { ...endless, expires: "2026-04-01T00:00" })).toEqual({
      expiresAt: "2026-04-01T00:00:00Z",
    });
  });
});
