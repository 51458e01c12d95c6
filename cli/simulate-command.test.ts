import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SIMULATIONS } from "@/lib/simulator/simulations";
import { EXIT } from "./exit-codes";
import { main } from "./main";
import type { Terminal } from "./terminal";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "attestry-simulate-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...argv: readonly string[]) {
  const written = { out: "", err: "" };
  const terminal: Terminal = {
    stdin: (async function* () {})(),
    out: (text) => Promise.resolve(void (written.out += text)),
    err: (text) => Promise.resolve(void (written.err += text)),
    outHasColour: false,
    errHasColour: false,
    errIsTerminal: false,
    columns: 100,
    now: () => new Date("2026-06-01T00:00:00Z"),
  };
  return { exitCode: await main(argv, terminal), ...written };
}

const simulate = (...argv: readonly string[]) =>
  run("simulate", "--authority", path.join(folder, "authority"), ...argv);

describe("attestry simulate", () => {
  it.each(SIMULATIONS.map(({ evidenceType }) => evidenceType))(
    "writes %s that verify accepts under relaxed and nothing stricter",
    async (type) => {
      const out = path.join(folder, type);
      const nonce = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
      expect(await simulate("--type", type, "--nonce", nonce, "--out", out)).toMatchObject({
        exitCode: EXIT.good,
      });
      const file = path.join(out, "request.json");
      const judged = await run("verify", "--request", file, "--json");
      expect(JSON.parse(judged.out)).toMatchObject({ evidenceType: type, simulated: true });
      expect(judged.exitCode).toBe(EXIT.good);
      const collateral = path.join(out, "evidence.bin");
      const strict = await run("verify", collateral, "--type", type, "--json");
      expect(strict.exitCode).not.toBe(EXIT.good);
    },
  );

  it("keeps the keys of an installation's roots where only their owner reads them", async () => {
    const subjectKeys: string[] = [];
    for (const name of ["first", "second"]) {
      const out = path.join(folder, name);
      await simulate("--type", "intel-tdx-quote", "--out", out);
      const pem = await readFile(path.join(out, "trust-anchors.pem"), "utf8");
      const root = new X509Certificate(pem);
      expect(root.subject).toContain("O=Attestry Simulation");
      subjectKeys.push(root.publicKey.export({ type: "spki", format: "pem" }).toString());
    }
    expect(subjectKeys[0]).toBe(subjectKeys[1]);
    const keys = path.join(folder, "authority", "intel-tdx-quote");
    for (const name of await readdir(keys)) {
      expect((await stat(path.join(keys, name))).mode & 0o077).toBe(0);
    }
  });

  it.each([
    [["--type", "nothing"]],
    [[]],
    [["--type", "intel-tdx-quote", "--measurement", "rtmr3"]],
    [["--type", "intel-tdx-quote", "--measurement", "mrenclave=00"]],
    [["--type", "intel-tdx-quote", "--nonce", "00".repeat(65)]],
    [["--type", "intel-tdx-quote", "--tcb", "Perfect"]],
    [["--type", "intel-tdx-quote", "--policy", "relaxed"]],
    [["--type", "intel-tdx-quote", "file"]],
  ])("refuses %j as wrong usage", async (argv) => {
    expect(await simulate(...argv)).toMatchObject({ exitCode: EXIT.usage, out: "" });
  });
});
