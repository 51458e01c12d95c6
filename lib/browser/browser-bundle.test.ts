import { build } from "esbuild";
import { describe, expect, it } from "vitest";

/** Everything that a module brings into a browser. */
async function inputsOf(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "browser",
    format: "esm",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs);
}

describe("what verifies in a browser", () => {
  it("brings the core and its port of schemas, and nothing that makes code of them", async () => {
    const inputs = await inputsOf("lib/browser/verify-in-browser.ts");
    expect(inputs).toContain("lib/formats/json-schema/validate-by-schema.ts");
    expect(inputs.filter((input) => /\/ajv|compiled-schemas/.test(input))).toEqual([]);
  });
});
