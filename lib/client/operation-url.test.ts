import { describe, expect, it } from "vitest";
import { getAttestation, listAttestations } from "@/lib/contract/operations";
import { curlCommand, operationUrl } from "./operation-url";

describe("the address of an operation", () => {
  it("fills in parameters, encoded", () => {
    expect(operationUrl(getAttestation, { params: { id: "a/b" } })).toBe(
      "/api/v1/attestations/a%2Fb",
    );
  });

  it("leaves out what is not asked", () => {
    const query = { verdict: "warning", q: undefined, cursor: "", limit: 20 };
    expect(operationUrl(listAttestations, { query })).toBe(
      "/api/v1/attestations?verdict=warning&limit=20",
    );
  });
});

describe("a command for a shell", () => {
  it("quotes what a shell would read", () => {
    const command = curlCommand({
      origin: "http://127.0.0.1:3000",
      method: "POST",
      url: "/x?a=1&b=2",
      body: `{"a":"it's"}`,
    });
    expect(command).toBe(
      `curl -sS -X POST 'http://127.0.0.1:3000/x?a=1&b=2' -H "authorization: Bearer $ATTESTRY_API_KEY" -H 'content-type: application/json' -d '{"a":"it'\\''s"}'`,
    );
  });
});
