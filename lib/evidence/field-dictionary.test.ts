import { describe, expect, it } from "vitest";
import { FIELD_DICTIONARY } from "./field-dictionary";

describe("the field dictionary", () => {
  it("gives every structure an anchor of its own", () => {
    const ids = FIELD_DICTIONARY.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(FIELD_DICTIONARY)("explains each field of $id in a sentence, once", ({ entries }) => {
    expect(entries.length).toBeGreaterThan(0);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    for (const { description } of entries) expect(description).toMatch(/\S[^.]*\S.*\.$/s);
  });

  it("places the report data of an SEV-SNP report where AMD 56860 does", () => {
    const report = FIELD_DICTIONARY.find(({ id }) => id === "amd-sev-snp-report");
    const field = report?.entries.find(({ id }) => id === "reportData");
    expect(field).toMatchObject({ offset: 0x50, length: 64 });
  });
});
