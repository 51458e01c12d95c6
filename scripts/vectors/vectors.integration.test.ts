import { describe, expect, it } from "vitest";
import { judgeCase } from "./judge-case";
import { readCases, whyAbsent } from "./read-cases";

const absent = whyAbsent();
if (absent !== null) console.warn(`Skipped: ${absent}.`);

describe.skipIf(absent !== null)(
  `the given vectors${absent === null ? "" : ` (${absent})`}`,
  async () => {
    const { judged } = absent === null ? await readCases() : { judged: [] };

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
  },
);
