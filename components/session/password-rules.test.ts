import { describe, expect, it } from "vitest";
import { passwordRules } from "./password-rules";

const owner = {
  name: "Ada Lovelace",
  email: "ada.l@example.org",
  organizations: ["Analytical Engines"],
};
const met = (password: string) => passwordRules(password, owner).map(({ isMet }) => isMet);

describe("the rules of a new password, while it is typed", () => {
  it("are all open before the first character", () => {
    expect(met("")).toEqual([false, false]);
  });

  it.each([
    ["brass", [false, true]],
    ["Ada Lovelace 2026", [true, false]],
    ["trams of ada.l are purple", [true, false]],
    ["analytical-engines!", [true, false]],
    ["an engine of brass", [true, true]],
  ])("are right about %s", (password, expected) => {
    expect(met(password)).toEqual(expected);
  });
});
