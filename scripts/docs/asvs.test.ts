import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "@/lib/store/project-root";

/** Sections of OWASP ASVS 5.0.0 and which of their items are of level 1 or 2; the others are of level 3. */
const LEVEL_2: Readonly<Record<string, string>> = {
  "1.1": "1-2",
  "1.2": "1-9",
  "1.3": "1-11",
  "1.4": "1-3",
  "1.5": "1-2",
  "2.1": "1-3",
  "2.2": "1-3",
  "2.3": "1-4",
  "2.4": "1-2",
  "3.2": "1-2",
  "3.3": "1-4",
  "3.4": "1-6",
  "3.5": "1-5",
  "3.7": "1-2",
  "4.1": "1-3",
  "4.2": "1-1",
  "4.3": "1-2",
  "4.4": "1-4",
  "5.1": "1-1",
  "5.2": "1-3",
  "5.3": "1-2",
  "5.4": "1-3",
  "6.1": "1-3",
  "6.2": "1-12",
  "6.3": "1-4",
  "6.4": "1-4",
  "6.5": "1-5",
  "6.6": "1-3",
  "6.8": "1-4",
  "7.1": "1-3",
  "7.2": "1-4",
  "7.3": "1-2",
  "7.4": "1-5",
  "7.5": "1-2",
  "7.6": "1-2",
  "8.1": "1-2",
  "8.2": "1-3",
  "8.3": "1-1",
  "8.4": "1-1",
  "9.1": "1-3",
  "9.2": "1-4",
  "10.1": "1-2",
  "10.2": "1-2",
  "10.3": "1-4",
  "10.4": "1-11",
  "10.5": "1-5",
  "10.6": "1-2",
  "10.7": "1-3",
  "11.1": "1-2",
  "11.2": "1-3",
  "11.3": "1-3",
  "11.4": "1-4",
  "11.5": "1-1",
  "11.6": "1-1",
  "12.1": "1-3",
  "12.2": "1-2",
  "12.3": "1-4",
  "13.1": "1-1",
  "13.2": "1-5",
  "13.3": "1-2",
  "13.4": "1-5",
  "14.1": "1-2",
  "14.2": "1-4",
  "14.3": "1-3",
  "15.1": "1-3",
  "15.2": "1-3",
  "15.3": "1-7",
  "16.1": "1-1",
  "16.2": "1-5",
  "16.3": "1-4",
  "16.4": "1-3",
  "16.5": "1-3",
  "17.1": "1-1",
  "17.2": "1-4",
  "17.3": "1-2",
};

const page = readFileSync(path.join(projectRoot(), "docs", "asvs.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, items = "", state = "", how = "", shownBy = ""]) => ({ items, state, how, shownBy }));

describe("docs/asvs.md", () => {
  it("has every item of levels 1 and 2 once, and no other", () => {
    const wanted = Object.entries(LEVEL_2).flatMap(([section, range]) => {
      const last = Number(range.split("-")[1]);
      return Array.from({ length: last }, (_, index) => `${section}.${index + 1}`);
    });
    expect(rows.flatMap(({ items }) => items.split(", ")).toSorted()).toEqual(wanted.toSorted());
  });

  it("shows what it calls met by something that is there", () => {
    for (const { items, state, how, shownBy } of rows) {
      expect(["met", "partly", "open", "yours", "n/a"], items).toContain(state);
      expect(how, items).not.toBe("");
      const files = [...shownBy.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
      for (const file of files) expect(existsSync(path.join(projectRoot(), file)), file).toBe(true);
      if (state === "met" && items !== "6.4.2") expect(shownBy, items).not.toBe("");
    }
  });
});
