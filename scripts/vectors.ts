// Judges every given vector whose kind is supported and prints a table; ends with 1 when one differs.
import { painter, processTerminal } from "@/cli/terminal";
import { judgeCase } from "./vectors/judge-case";
import type { Judgement } from "./vectors/judgement";
import { KINDS } from "./vectors/kinds";
import { readCases, whyAbsent } from "./vectors/read-cases";

const { outHasColour } = processTerminal();
const paint = painter(outHasColour);

async function main(): Promise<number> {
  const absent = whyAbsent();
  if (absent !== null) {
    console.log(`Skipped: ${absent}.`);
    return 0;
  }
  const { judged, ofKinds, unsupported } = await readCases();
  const judgements: Judgement[] = [];
  for (const vector of judged) judgements.push(...(await judgeCase(vector)));
  for (const { tee, folder } of ofKinds) {
    judgements.push(...((await KINDS[tee]?.(folder)) ?? []));
  }
  printTable(judgements);
  for (const { name, why } of unsupported) console.log(paint("dim", `–  ${name}: ${why}`));

  const differing = judgements.filter(({ differences }) => differences.length > 0);
  const cases = `${judged.length + ofKinds.length} cases judged, ${unsupported.length} of a kind not supported yet`;
  console.log(
    `\n${cases}; ${judgements.length - differing.length} passed, ${differing.length} failed`,
  );
  return differing.length === 0 ? 0 : 1;
}

function printTable(judgements: readonly Judgement[]): void {
  const columns = ["vector", "question", "expected", "got"] as const;
  const widths = columns.map((column) =>
    Math.max(column.length, ...judgements.map((judgement) => judgement[column].length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  console.log(
    paint("dim", `   ${line(columns.map((column) => (column === "vector" ? "case" : column)))}`),
  );
  for (const judgement of judgements) {
    const isSame = judgement.differences.length === 0;
    const sign = isSame ? paint("green", "✓") : paint("red", "✗");
    console.log(`${sign}  ${line(columns.map((column) => judgement[column]))}`);
    for (const difference of judgement.differences) console.log(paint("red", `     ${difference}`));
  }
}

process.exitCode = await main();
