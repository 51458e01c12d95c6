import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = import.meta.dirname;

/** Every page's file, beside the layouts above it. */
const pages = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (file) => path.basename(file) === "page.tsx" && !file.startsWith("[...missing]"),
);

function guards(page: string): readonly string[] {
  const folders = page.split(path.sep).slice(0, -1);
  const layouts = folders.map((_folder, depth) =>
    path.join(...folders.slice(0, depth + 1), "layout.tsx"),
  );
  return [page, ...layouts].flatMap((file) => {
    try {
      const text = readFileSync(path.join(root, file), "utf8");
      return [...text.matchAll(/<(?:Permitted|Prefetched)\s+permission="([^"]+)"/g)].map(
        ([, permission]) => permission ?? "",
      );
    } catch {
      return []; // no layout in this folder
    }
  });
}

describe("pages of the console", () => {
  it("are found", () => expect(pages.length).toBeGreaterThan(15));

  it.each(pages)("%s names what it asks for", (page) => {
    expect(guards(page)).not.toEqual([]);
  });
});
