import { describe, expect, it } from "vitest";
import { applyHunks, hunksOf } from "./patch-packages.mjs";

const patch = [
  "Why, for people.",
  "",
  "--- a/src/one.js",
  "+++ b/src/one.js",
  "@@ -1,3 +1,4 @@",
  " first",
  "-second",
  "+2nd",
  "+2nd and a half",
  " third",
  "@@ -7,2 +8,1 @@",
  " seventh",
  "-eighth",
  "--- a/two.js",
  "+++ b/two.js",
  "@@ -1 +1 @@",
  "-only $&",
  "+only $1",
  "",
].join("\n");
const released = "first\nsecond\nthird\nfourth\nseventh\neighth\n";
const mended = "first\n2nd\n2nd and a half\nthird\nfourth\nseventh\n";

describe("patches of packages", () => {
  const files = hunksOf(patch);
  const hunks = files.get("src/one.js") ?? [];

  it("are read file by file", () => {
    expect([...files.keys()]).toEqual(["src/one.js", "two.js"]);
    expect(applyHunks("only $&\n", files.get("two.js") ?? [])).toBe("only $1\n");
  });

  it("are applied once, however often that is asked for", () => {
    expect(applyHunks(released, hunks)).toBe(mended);
    expect(applyHunks(mended, hunks)).toBe(mended);
  });

  it("are applied over what a smaller patch has left", () => {
    expect(applyHunks(released, hunks.slice(1))).not.toBe(mended);
    expect(applyHunks(applyHunks(released, hunks.slice(1)) ?? "", hunks)).toBe(mended);
  });

  it("refuse a file that is another one, or has two such places", () => {
    expect(applyHunks("first\nthird\n", hunks)).toBeNull();
    expect(applyHunks(released + released, hunks)).toBeNull();
  });
});
