import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { generatedPages } from "./pages";

describe("pages that are written from the code", async () => {
  it.each(await generatedPages())("are current: $file", ({ file, text }) => {
    const why = `${path.basename(file)} is stale; run npx tsx scripts/generate-docs.ts`;
    expect(readFileSync(file, "utf8") === text, why).toBe(true);
  });
});
