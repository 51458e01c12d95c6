import { describe, expect, it } from "vitest";
import { PEOPLE_ONLY, PERMISSION_NAMES } from "@/lib/access/permissions";
import { createApiKeySchema } from "@/lib/contract/api-keys";
import { curlWithKey, SCOPE_GROUPS, scopeSentence, splitList } from "./key-words";

describe("scopes in words", () => {
  it("are all that a key may have, each once", () => {
    const offered = SCOPE_GROUPS.flatMap(({ scopes }) => scopes);
    expect(offered.toSorted()).toEqual(
      PERMISSION_NAMES.filter((name) => !PEOPLE_ONLY.has(name)).toSorted(),
    );
    expect(createApiKeySchema.safeParse({ name: "x", scopes: offered }).success).toBe(true);
    expect(offered.map(scopeSentence).every((text) => /^[A-Z]/.test(text))).toBe(true);
  });
});

describe("a list that somebody pasted", () => {
  it("is split at lines and commas", () => {
    expect(splitList("10.0.0.0/8, 192.0.2.1\n\n 2001:db8::/32 ,")).toEqual([
      "10.0.0.0/8",
      "192.0.2.1",
      "2001:db8::/32",
    ]);
  });
});

describe("the example for a shell", () => {
  const given = { origin: "https://attestry.example", secret: "atst_x" };

  it("sends evidence where the key may", () => {
    const command = curlWithKey({ ...given, scopes: ["attestation:read", "attestation:submit"] });
    expect(command).toContain("curl -sS 'https://attestry.example/api/v1/attestations'");
    expect(command).toContain('-H "Authorization: Bearer atst_x"');
    expect(command).toContain(`-d '{"evidence": "'"$(base64 -w0 quote.bin)"'"}'`);
  });

  it("reads what the key may read", () => {
    const command = curlWithKey({ ...given, scopes: ["collateral:read"] });
    expect(command).toContain("/api/v1/collateral'");
    expect(command).not.toContain("-d");
  });
});
