import { describe, expect, it } from "vitest";
import { attestationListHref } from "./list-href";
import { listQuery, readListState } from "./list-state";

describe("the address of the attestation list", () => {
  it("reads every filter and the page", () => {
    const values = {
      verdict: "contraindicated",
      evidenceType: "intel-tdx-quote",
      tcbStatus: "OutOfDate",
      fmspc: "b0c06f000000",
      reasonCode: "QUOTE_SIGNATURE_INVALID",
      q: "91eb2b44",
      from: "2025-07-01T00:00:00Z",
      cursor: "abc",
      direction: "newer",
    };
    const state = readListState(values);
    expect(state.ignored).toEqual([]);
    expect(listQuery(state)).toEqual(values);
  });

  it("leaves out a filter that can't be read and says which", () => {
    const state = readListState({ verdict: "splendid", fmspc: "b0c06f000000", q: ["a", "b"] });
    expect(state.filter).toEqual({ fmspc: "b0c06f000000" });
    expect(state.ignored).toEqual(["verdict"]);
  });

  it("ignores a direction without a cursor", () => {
    expect(readListState({ direction: "newer" }).place).toEqual({});
  });

  it("writes what it reads, and forgets the page when only filters are given", () => {
    expect(attestationListHref({ verdict: "warning", q: undefined })).toBe(
      "/attestations?verdict=warning",
    );
    expect(attestationListHref({})).toBe("/attestations");
    expect(attestationListHref({}, { cursor: "x/+", direction: "older" })).toBe(
      "/attestations?cursor=x%2F%2B&direction=older",
    );
  });
});
