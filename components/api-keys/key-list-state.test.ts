import { describe, expect, it } from "vitest";
import { keyListHref, keyListQuery, readKeyListState } from "./key-list-state";

const id = "0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b";

describe("the address of the list of keys", () => {
  it("carries filters, place and the open key to and fro", () => {
    const state = readKeyListState({ state: "rotation-due", q: "fl&eet", cursor: "c", key: id });
    expect(state).toEqual({
      filter: { state: "rotation-due", q: "fl&eet" },
      cursor: "c",
      openId: id,
    });
    const href = keyListHref(state.filter, state);
    const search = new URL(href, "http://x").searchParams;
    expect(readKeyListState(Object.fromEntries(search))).toEqual(state);
    expect(keyListQuery(state)).toEqual({ state: "rotation-due", q: "fl&eet", cursor: "c" });
  });

  it("shows the whole list for values that it can't read", () => {
    const values = { state: "lost", service: "Not A Slug", tag: ["a", "b"], key: "1", q: "" };
    expect(readKeyListState(values)).toEqual({ filter: {}, cursor: null, openId: null });
    expect(keyListHref({ state: undefined })).toBe("/api-keys");
  });
});
