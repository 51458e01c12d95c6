import { readFileSync, writeFileSync } from "node:fs";
import { isReached, type Goal } from "./goal";
import type { PartName, Results } from "./results";

const titles = {
  core: "The core",
  kinds: "Every kind",
  http: "The API",
  database: "Queries",
} as const satisfies Record<PartName, string>;

const BEGIN = "<!-- measured: begin -->";
const END = "<!-- measured: end -->";

/** Puts the tables between the marks of the page; the words around them are a person's. */
export function writePerformancePage(file: string, results: readonly Results[]): void {
  const page = readFileSync(file, "utf8");
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${file} has lost its marks`);
  const tables = results.map(renderPart).join("\n").trimEnd();
  writeFileSync(file, `${page.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${page.slice(end)}`);
}

/** One part as Markdown: the machine, the figures, the ratios and whether each is what it should be. */
export function renderPart(results: Results): string {
  const { machine, measuredAt, goals, notes } = results;
  const on = `${machine.cpu}, ${machine.cores} cores, Node ${machine.node} with OpenSSL ${machine.openssl}`;
  return [
    `## ${titles[results.part]}`,
    "",
    `Measured on ${measuredAt.slice(0, 10)} on ${on}.`,
    "",
    table(figures(results)),
    "",
    table([["Ratio", "Measured", "Goal", ""], ...goals.map(goalCells)]),
    "",
    ...notes.map((note) => `- ${note}`),
    "",
  ].join("\n");
}

type Cells = readonly string[];

function figures(results: Results): readonly Cells[] {
  switch (results.part) {
    case "core":
    case "kinds":
      return [
        ["Evidence", "What", "Verifications per second", "Lowest and highest round"],
        ...results.rows.map(({ input, what, perSecond, lowest, highest }) => [
          input,
          what,
          whole(perSecond),
          `${whole(lowest)} to ${whole(highest)}`,
        ]),
      ];
    case "http":
      return [
        ["What", "Per second", "p50", "p99"],
        ...results.rows.map(({ what, perSecond, p50Ms, p99Ms }) => [
          what,
          whole(perSecond),
          milliseconds(p50Ms),
          milliseconds(p99Ms),
        ]),
      ];
    case "database": {
      const sizes = Object.keys(results.rows[0]?.milliseconds ?? {});
      return [
        [
          `Query (${results.database ?? "no database"})`,
          ...sizes.map((size) => `${whole(Number(size))} stored`),
        ],
        ...results.rows.map(({ query, milliseconds: times }) => [
          query,
          ...sizes.map((size) => milliseconds(times[size] ?? null)),
        ]),
      ];
    }
  }
}

function goalCells(goal: Goal): Cells {
  const bounds = [
    ...(goal.atLeast === null ? [] : [`at least ${goal.atLeast}`]),
    ...(goal.atMost === null ? [] : [`at most ${goal.atMost}`]),
  ];
  const verdict = bounds.length === 0 ? "" : isReached(goal) ? "reached" : "missed";
  return [goal.what, goal.value.toFixed(2), bounds.join(", "), verdict];
}

function table([head = [], ...rows]: readonly Cells[]): string {
  const widths = head.map((_cell, index) =>
    Math.max(3, ...[head, ...rows].map((cells) => (cells[index] ?? "").length)),
  );
  const line = (cells: Cells) =>
    `| ${widths.map((width, index) => (cells[index] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, " ");
}

function milliseconds(value: number | null): string {
  return value === null ? "" : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
