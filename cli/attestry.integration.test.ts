import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attestationResultSchema } from "@/lib/contract/attestation-result";
import { inspectionSchema } from "@/lib/contract/inspection";
import { problemSchema } from "@/lib/contract/problem";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { VECTORS_FOLDER, whyAbsent } from "../scripts/vectors/read-cases";

const ROOT = path.resolve(import.meta.dirname, "..");

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a person does, in a process of its own, with pipes instead of a terminal. */
function attestry(argv: readonly string[], { stdin = "" }: { stdin?: string | Uint8Array } = {}) {
  return run(process.execPath, ["--import", "tsx", "cli/main.ts", ...argv], stdin);
}

function run(program: string, argv: readonly string[], stdin: string | Uint8Array): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { cwd: ROOT });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => stdout.push(piece));
    child.stderr.on("data", (piece: Buffer) => stderr.push(piece));
    child.on("error", reject);
    child.on("close", (exitCode) => {
      const text = (pieces: readonly Buffer[]) => Buffer.concat(pieces).toString("utf8");
      resolve({ exitCode, stdout: text(stdout), stderr: text(stderr) });
    });
    // A command that refuses its arguments never reads.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
  });
}

let folder: string;
let minted: MintedIntel;
const at = (name: string) => path.join(folder, name);

/** Options that give the command everything that was minted. */
const given = () => [
  "--collateral",
  at("collateral.json"),
  "--trust-anchor",
  at("root.pem"),
  "--at",
  minted.at,
];

function request(changes: Record<string, unknown> = {}) {
  return {
    evidence: Buffer.from(minted.quote).toString("base64"),
    endorsements: { intel: minted.endorsements },
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
    ...changes,
  };
}

/** The same quote with one bit of its signed body changed. */
function changedQuote(): Uint8Array {
  return minted.quote.map((byte, offset) => (offset === 200 ? byte ^ 1 : byte));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "attestry-cli-"));
  minted = await mintIntel({ tee: "tdx" });
  await writeFile(at("quote.bin"), minted.quote);
  await writeFile(at("quote.hex"), Buffer.from(minted.quote).toString("hex"));
  await writeFile(at("changed.bin"), changedQuote());
  await writeFile(at("cut.bin"), minted.quote.subarray(0, 600));
  await writeFile(at("collateral.json"), JSON.stringify({ intel: minted.endorsements }));
  await writeFile(at("root.pem"), minted.trustAnchors.join("\n"));
  await writeFile(at("policy.json"), '{"extends":"strict","intel":{"tdx":{"rtmr0":[]}}}');
  await writeFile(at("misspelt.json"), '{"extends":"strict","intel":{"tdx":{"rtmr9":[]}}}');
});
afterAll(() => rm(folder, { recursive: true }));

describe("attestry verify", () => {
  it("prints one result as JSON and nothing else, and exits 0 for a good quote", async () => {
    const { exitCode, stdout, stderr } = await attestry([
      "verify",
      at("quote.bin"),
      ...given(),
      "--json",
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(attestationResultSchema.parse(JSON.parse(stdout)).verdict).toBe("affirming");
  });

  it("judges hex from standard input like the bytes", async () => {
    const hex = await readFile(at("quote.hex"), "utf8");
    const ended = await attestry(["verify", "-", ...given(), "--json"], { stdin: hex });
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: "affirming" });
  });

  it("exits 10 with one bit of the signed body changed", async () => {
    const { exitCode, stdout } = await attestry([
      "verify",
      at("changed.bin"),
      ...given(),
      "--json",
    ]);
    expect(exitCode).toBe(10);
    const result = attestationResultSchema.parse(JSON.parse(stdout));
    expect(result.verdict).toBe("contraindicated");
    expect(result.reasons.map(({ code }) => code)).toContain("QUOTE_SIGNATURE_INVALID");
  });

  it("exits 11 when collateral is missing, without asking any network", async () => {
    const argv = [
      "verify",
      at("quote.bin"),
      "--trust-anchor",
      at("root.pem"),
      "--at",
      minted.at,
      "--json",
    ];
    const { exitCode, stdout } = await attestry(argv);
    expect(exitCode).toBe(11);
    const result = attestationResultSchema.parse(JSON.parse(stdout));
    expect(result.reasons.map(({ code }) => code)).toContain("COLLATERAL_UNAVAILABLE");
  });

  it("does not trust a root that nobody named", async () => {
    const argv = [
      "verify",
      at("quote.bin"),
      "--collateral",
      at("collateral.json"),
      "--at",
      minted.at,
    ];
    const { exitCode, stdout } = await attestry([...argv, "--json"]);
    expect(exitCode).toBe(10);
    const result = attestationResultSchema.parse(JSON.parse(stdout));
    expect(result.reasons.map(({ code }) => code)).toContain("ROOT_CA_UNTRUSTED");
  });

  it("demands what the options say", async () => {
    const { exitCode, stdout } = await attestry([
      ...["verify", at("quote.bin"), ...given(), "--json"],
      ...["--report-data", "00".repeat(63) + "01"],
    ]);
    expect(exitCode).toBe(10);
    expect(JSON.parse(stdout)).toMatchObject({ reasons: [{ code: "REPORT_DATA_MISMATCH" }] });
  });

  it("reads a policy from a file", async () => {
    const argv = ["verify", at("quote.bin"), ...given(), "--json", "--policy", at("policy.json")];
    const { exitCode, stdout } = await attestry(argv);
    expect(exitCode).toBe(10);
    expect(JSON.parse(stdout)).toMatchObject({
      reasons: [{ code: "MEASUREMENT_MISMATCH", check: "policy.tdx.rtmr0" }],
    });
  });

  it("says for people what failed, without colour when piped", async () => {
    const { exitCode, stdout, stderr } = await attestry(["verify", at("changed.bin"), ...given()]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 10, stderr: "" });
    expect(stdout).toContain("CONTRAINDICATED");
    expect(stdout).toContain("QUOTE_SIGNATURE_INVALID");
    expect(stdout).not.toContain("\u001b");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe("attestry verify --request and --batch", () => {
  it("judges a request from standard input", async () => {
    const stdin = JSON.stringify(request());
    const { exitCode, stdout } = await attestry(["verify", "--request", "-", "--json"], { stdin });
    expect(exitCode).toBe(0);
    expect(attestationResultSchema.parse(JSON.parse(stdout)).verdict).toBe("affirming");
  });

  it("answers a batch line by line, in order, and exits with the code of the worst", async () => {
    const changed = Buffer.from(changedQuote()).toString("base64");
    const lines = [
      JSON.stringify(request()),
      JSON.stringify(request({ evidence: changed })),
      JSON.stringify(request({ endorsements: undefined })),
      JSON.stringify(request({ polcy: "strict" })),
      "not JSON",
      JSON.stringify(request()),
    ];
    const { exitCode, stdout, stderr } = await attestry(["verify", "--batch", "-"], {
      stdin: lines.join("\n"),
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 30, stderr: "" });
    const answers: unknown[] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { verdict: "affirming" },
      { verdict: "contraindicated" },
      { verdict: "indeterminate" },
      { code: "REQUEST_INVALID", errors: [{ pointer: "/polcy" }] },
      { code: "REQUEST_INVALID" },
      { verdict: "affirming" },
    ]);
  });
});

describe("attestry verify --batch with requests that come one by one", () => {
  it("answers each before the next one is there", async () => {
    const argv = ["--import", "tsx", "cli/main.ts", "verify", "--batch", "-"];
    const child = spawn(process.execPath, argv, { cwd: ROOT });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const policy of ["moderate", "relaxed"]) {
      child.stdin.write(`${JSON.stringify(request({ policy }))}\n`);
      const { value } = await answers.next();
      expect(JSON.parse(String(value))).toMatchObject({ policy: { name: policy } });
    }
    child.stdin.end();
    expect(await ended).toBe(0);
  });
});

describe("attestry inspect", () => {
  it("decodes every byte and exits 0", async () => {
    const { exitCode, stdout, stderr } = await attestry(["inspect", at("quote.bin"), "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const inspection = inspectionSchema.parse(JSON.parse(stdout));
    const covered = inspection.fields.reduce((sum, { length }) => sum + length, 0);
    expect(covered).toBe(minted.quote.length);
  });

  it("prints offset, length, name and value for people", async () => {
    const { exitCode, stdout } = await attestry(["inspect", at("quote.bin")]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("intel-tdx-quote");
    expect(stdout).not.toContain("\u001b");
  });

  it("keeps what it could read of a truncated quote and exits 30", async () => {
    const { exitCode, stdout } = await attestry(["inspect", at("cut.bin"), "--json"]);
    expect(exitCode).toBe(30);
    const inspection = inspectionSchema.parse(JSON.parse(stdout));
    expect(inspection.stoppedAt).toMatchObject({ code: "EVIDENCE_TRUNCATED" });
    expect(inspection.fields.length).toBeGreaterThan(0);
  });
});

describe("exit codes", () => {
  it.each([
    ["wrong usage", 2, () => ["verify", "--polcy", "strict"], "REQUEST_INVALID"],
    ["a file that is not there", 2, () => ["verify", at("absent.bin")], "REQUEST_INVALID"],
    ["no evidence at all", 30, () => ["verify", at("root.pem")], "EVIDENCE_UNRECOGNISED"],
    [
      "a policy with a misspelt knob",
      30,
      () => ["verify", at("quote.bin"), "--policy", at("misspelt.json")],
      "REQUEST_INVALID",
    ],
    [
      "an unknown policy",
      30,
      () => ["verify", at("quote.bin"), "--policy", "lax"],
      "POLICY_UNKNOWN",
    ],
  ])("tell %s apart: %i", async (_what, expected, argv, code) => {
    const { exitCode, stdout } = await attestry([...argv(), "--json"]);
    expect(exitCode).toBe(expected);
    expect(problemSchema.parse(JSON.parse(stdout)).code).toBe(code);
  });

  it("is 30 for a truncated quote", async () => {
    const { exitCode, stdout } = await attestry(["verify", at("cut.bin"), ...given(), "--json"]);
    expect(exitCode).toBe(30);
    expect(JSON.parse(stdout)).toMatchObject({ reasons: [{ code: "EVIDENCE_TRUNCATED" }] });
  });
});

const absent = whyAbsent();
if (absent !== null) console.warn(`Skipped: ${absent}.`);
describe.skipIf(absent !== null)(
  `npm run -s attestry${absent === null ? "" : ` (${absent})`}`,
  () => {
    const vector = path.join(VECTORS_FOLDER, "tdx/phala-quote-v4");
    const argv = (quote: string) => [
      ...["run", "-s", "attestry", "--", "verify", quote],
      ...[
        "--collateral",
        path.join(vector, "collateral.json"),
        "--at",
        "2025-07-04T10:00:00Z",
        "--json",
      ],
    ];

    it("accepts a real quote and refuses it with one byte of the signed body changed", async () => {
      const good = await run("npm", argv(path.join(vector, "quote.bin")), "");
      expect({ exitCode: good.exitCode, stderr: good.stderr }).toEqual({ exitCode: 0, stderr: "" });
      expect(attestationResultSchema.parse(JSON.parse(good.stdout))).toMatchObject({
        verdict: "affirming",
        tcb: { status: "UpToDate" },
      });

      const bytes = await readFile(path.join(vector, "quote.bin"));
      bytes.writeUInt8(bytes.readUInt8(100) ^ 0xff, 100);
      await writeFile(at("real-changed.bin"), bytes);
      const bad = await run("npm", argv(at("real-changed.bin")), "");
      expect(bad.exitCode).toBe(10);
      expect(JSON.parse(bad.stdout)).toMatchObject({ verdict: "contraindicated" });
    });
  },
);
