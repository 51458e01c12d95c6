import { describe, expect, it } from "vitest";
import { memberListHref, memberListQuery, readMemberListState } from "./member-list-state";

describe("the address of the list of members", () => {
  it("says what is shown, and comes back from it", () => {
    const state = { filter: { q: "o'neil & co", role: "auditor" }, cursor: "QWRh.1" } as const;
    const href = memberListHref(state.filter, state.cursor);
    const values = Object.fromEntries(new URL(href, "http://x").searchParams);
    expect(readMemberListState(values)).toEqual(state);
    expect(memberListQuery(state)).toEqual({ q: "o'neil & co", role: "auditor", cursor: "QWRh.1" });
  });

  it("filters nothing by what is no filter", () => {
    const values = { q: "", role: "root", cursor: ["a", "b"], other: "x" };
    expect(readMemberListState(values)).toEqual({ filter: {}, cursor: null });
    expect(memberListHref({ q: undefined, role: undefined })).toBe("/members");
  });
});
