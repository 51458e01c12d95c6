import { describe, expect, it } from "vitest";
import { judgeCase } from "./judge-case";
import { KINDS } from "./kinds";
import { readCases, whyAbsent } from "./read-cases";

const absent = whyAbsent();
if (absent !== null) console.warn(`Skipped: ${absent}.`);

describe.skipIf(absent !== null)(
  `the given vectors${absent === null ? "" : ` (${absent})`}`,
  async () => {
    const { judged, ofKinds } = absent === null ? await readCases() : { judged: [], ofKinds: [] };

    it("are all there", () => {
      expect(judged.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["sgx/phala-quote-v3", "tdx/phala-quote-v4", "tdx/google-quote-v5"]),
      );
    });

    it.each(judged.map((vector) => [vector.name, vector] as const))(
      "are judged as they should: %s",
      async (_name, vector) => {
        for (const judgement of await judgeCase(vector)) {
          expect(judgement.differences, judgement.question).toEqual([]);
        }
      },
    );

    it.each(ofKinds.map((vector) => [vector.name, vector] as const))(
      "are judged as their case says: %s",
      async (_name, { tee, folder }) => {
        const judgements = (await KINDS[tee]?.(folder)) ?? [];
        expect(judgements.length).toBeGreaterThan(0);
        for (const { differences, question } of judgements)
          expect(differences, question).toEqual([]);
      },
    );
  },
);
