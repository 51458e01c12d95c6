import { spawnSync } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { readSnpVector } from "@/lib/appraisal/testing/snp-vectors";
import { PROGRAMS } from "./child";
import type { CoreResults } from "./core";
import type { Goal } from "./goal";
import { givenNitro, NATIVE_LAST_WORDS, NATIVE_NITRO, WASM_NITRO } from "./nitro-peers";
import { measureRates, ratioOf, type Rate } from "./rounds";
import { WASM_SNP, wasmSnpPeer } from "./snp-peer";
import { COLD, WARM, warmAndCold } from "./warm-and-cold";

/** One piece of given evidence; `rates` are null when it was not given. */
interface Comparison {
  readonly input: string;
  readonly peers: readonly string[];
  readonly rates: readonly Rate[] | null;
  readonly notes: readonly string[];
}

/** What npm offers beside what is measured; each was tried. */
const OTHERS = [
  "@tinfoilsh/verifier 1.1.0 was not measured: it has Genoa's ARK and ASK built in and takes no others, so it refuses Milan's reports, given and simulated; it refuses a VLEK's; and in the given Genoa report, of version 5, it takes the mitigation vectors at 0x1f8 for reserved bytes that must be zero.",
  "@teekit/qvl, @phala/dcap-qvl-node and dcap-qvl-js are not on npm.",
];

/** Given evidence through ours and through what npm offers for it, which takes everything from bytes at every call. */
export async function benchKindPeers(print: (text: string) => void): Promise<CoreResults> {
  print("given evidence: other implementations");
  const comparisons = [compareNitro(), await compareSnp()];
  return {
    rows: comparisons.flatMap(({ input, rates }) =>
      (rates ?? []).map(({ name, perSecond, lowest, highest }) => {
        return { input, what: name, perSecond, lowest, highest };
      }),
    ),
    goals: comparisons.flatMap(goalsOf),
    notes: [...comparisons.flatMap(({ notes }) => notes), ...OTHERS],
  };
}

function goalsOf({ input, peers, rates }: Comparison): readonly Goal[] {
  if (rates === null) return [];
  return peers.flatMap((peer) => [
    {
      what: `${input}: cold to ${peer}`,
      value: ratioOf(rates, COLD, peer),
      atLeast: 1,
      atMost: null,
    },
    {
      what: `${input}: warm to ${peer}`,
      value: ratioOf(rates, WARM, peer),
      atLeast: null,
      atMost: null,
    },
  ]);
}

async function compareSnp(): Promise<Comparison> {
  const vector = readSnpVector("milan-v2-vcek");
  const input = "a given SEV-SNP report";
  if (vector === null) return notGiven(input, [WASM_SNP]);
  const request = {
    evidence: Buffer.from(vector.report).toString("base64"),
    endorsements: { amd: vector.amd },
    policy: "relaxed",
  };
  const rates = await measureRates(
    [...warmAndCold(request, new Date(vector.verifyAt)), await wasmSnpPeer(vector)],
    { rounds: 9, milliseconds: 300 },
  );
  return {
    input,
    peers: [WASM_SNP],
    rates,
    notes: [
      `${WASM_SNP} has Milan's ARK and ASK built in and takes no others: it refuses the given Genoa report and the one that a VLEK signed.`,
    ],
  };
}

const ratesSchema = z.array(
  z.object({
    name: z.string(),
    perSecond: z.number(),
    lowest: z.number(),
    highest: z.number(),
    perRound: z.array(z.number()),
  }),
);

/** In a process of its own, under the document's clock where `faketime` can give it that. */
function compareNitro(): Comparison {
  const given = givenNitro();
  const input = "a given Nitro document";
  if (given === null) return notGiven(input, [WASM_NITRO, NATIVE_NITRO]);
  const program = path.join(PROGRAMS, "nitro-rates.mjs");
  if (spawnSync("faketime", ["--version"]).error !== undefined) {
    return {
      input,
      peers: [WASM_NITRO],
      rates: ratesOf(process.execPath, [program], null),
      notes: [
        "@evervault/attestation-bindings was not measured: it reads the system's clock, and faketime, which could give it the document's three hours, is not installed.",
      ],
    };
  }
  const clock = given.at.toISOString().slice(0, 19).replace("T", " ");
  return {
    input,
    peers: [WASM_NITRO, NATIVE_NITRO],
    rates: ratesOf("faketime", [clock, process.execPath, program, "native"], NATIVE_LAST_WORDS),
    notes: [
      "@evervault/attestation-bindings refuses every given document, at its last check: none holds a TLS certificate's public key as its user data. Chain and signature come before, and are what was measured.",
    ],
  };
}

/** Runs the program; it must say nothing on standard error but, at every call of a peer that refuses, `lastWords`. */
function ratesOf(
  command: string,
  args: readonly string[],
  lastWords: string | null,
): readonly Rate[] {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, TZ: "UTC", FAKETIME_DONT_FAKE_MONOTONIC: "1" },
  });
  const said = [...new Set(stderr.split("\n").filter((line) => line !== ""))];
  const isAsExpected =
    lastWords === null ? said.length === 0 : said.length === 1 && said[0]?.endsWith(lastWords);
  if (status !== 0 || !isAsExpected) throw new Error(`${command}: ${said.join("\n")}`);
  return ratesSchema.parse(JSON.parse(stdout));
}

function notGiven(input: string, peers: readonly string[]): Comparison {
  const notes = [`There is no ${input.replace("a ", "")}: ${peers.join(" and ")} not measured.`];
  return { input, peers, rates: null, notes };
}
