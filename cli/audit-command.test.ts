import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealFingerprint } from "@/lib/audit/seal";
import { auditKey, bodyOf, exportOf, makeTrail } from "@/lib/audit/testing/sample-trail";
import { keyIdOf } from "@/lib/node-crypto/installation-secrets";
import { EXIT } from "./exit-codes";
import { main } from "./main";
import type { Terminal } from "./terminal";

const key = auditKey();
const trail = makeTrail([1, 2, 3, 4].map(bodyOf), { sealedAt: [2, 3], key });
const lines = exportOf(trail, key);
const whole = `${lines.join("\n")}\n`;
const spki = key.publicKey.export({ format: "der", type: "spki" });
const keyId = keyIdOf(key.publicKey).toString("hex");

let folder: string;
const at = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "attestry-audit-"));
  const pem = key.publicKey.export({ format: "pem", type: "spki" });
  await writeFile(at("trail.jsonl"), whole);
  await writeFile(at("windows.jsonl"), lines.join("\r\n"));
  await writeFile(at("changed.jsonl"), whole.replace("m3", "m4"));
  await writeFile(at("cut.jsonl"), whole.slice(0, -200));
  await writeFile(at("key.pem"), pem);
  await writeFile(at("key.json"), JSON.stringify({ keyId, pem }));
  await writeFile(at("key.b64"), spki.toString("base64"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function terminalOf(stdin: string) {
  const written = { out: "", err: "" };
  const terminal: Terminal = {
    stdin: (async function* () {
      yield Buffer.from(stdin);
    })(),
    out: (text) => Promise.resolve(void (written.out += text)),
    err: (text) => Promise.resolve(void (written.err += text)),
    outHasColour: false,
    errHasColour: false,
    errIsTerminal: false,
    columns: 100,
    now: () => new Date("2026-11-30T10:00:00Z"),
  };
  return { terminal, written };
}

async function run(argv: readonly string[], stdin = "") {
  const { terminal, written } = terminalOf(stdin);
  const exitCode = await main(["audit", "verify", ...argv], terminal);
  return { exitCode, ...written };
}

describe("attestry audit verify", () => {
  it("says that a trail is intact, how far it is sealed, and that no key was pinned", async () => {
    const { exitCode, out } = await run([at("trail.jsonl")]);
    expect(exitCode).toBe(EXIT.good);
    expect(out).toContain("INTACT");
    expect(out).toContain("the last event is chained but not sealed yet");
    expect(out.replace(/\s+/g, " ")).toContain(`${keyId}, the export's own word`);
  });

  it("reads standard input and the line ends of any system", async () => {
    expect(await run(["-"], whole)).toMatchObject({ exitCode: EXIT.good });
    expect(await run([at("windows.jsonl")])).toMatchObject({ exitCode: EXIT.good });
  });

  it.each([
    ["its fingerprint", () => keyId],
    ["its 32 bytes", () => spki.subarray(-32).toString("hex")],
    ["its SPKI", () => spki.toString("hex")],
    ["a PEM file", () => at("key.pem")],
    ["an answer of the API", () => at("key.json")],
    ["a base64 file", () => at("key.b64")],
  ])("takes a key as %s", async (_name, given) => {
    const { exitCode, out } = await run([at("trail.jsonl"), "--key", given(), "--json"]);
    expect(exitCode).toBe(EXIT.good);
    expect(JSON.parse(out)).toMatchObject({ intact: true, isKeyPinned: true, unsealed: 1 });
  });

  it("refuses a trail that another key signed", async () => {
    const other = keyIdOf(auditKey().publicKey).toString("hex");
    const { exitCode, out } = await run([at("trail.jsonl"), "--key", other]);
    expect(exitCode).toBe(EXIT.contraindicated);
    expect(out).toContain("AUDIT_KEY_UNKNOWN");
  });

  it("names code, line and event of a change", async () => {
    const { exitCode, out } = await run([at("changed.jsonl")]);
    expect(exitCode).toBe(EXIT.contraindicated);
    expect(out).toContain("TAMPERED");
    expect(out).toContain("AUDIT_EVENT_CHANGED  line 5, event 3");
  });

  it("notices an export that was cut off", async () => {
    const { exitCode, out } = await run([at("cut.jsonl"), "--json"]);
    expect(exitCode).toBe(EXIT.contraindicated);
    expect(JSON.parse(out)).toMatchObject({ intact: false });
  });

  it("asks for a seal that was kept", async () => {
    const kept = trail.seals.map((seal) => sealFingerprint(seal).toString("hex"));
    const seals = kept.flatMap((seal) => ["--seal", seal]);
    expect(await run([at("trail.jsonl"), ...seals])).toMatchObject({ exitCode: EXIT.good });
    const { exitCode, out } = await run([at("trail.jsonl"), "--seal", "0".repeat(64)]);
    expect(exitCode).toBe(EXIT.contraindicated);
    expect(out).toContain("AUDIT_SEAL_MISSING");
  });

  it("says that something is no export at all", async () => {
    const { exitCode, out } = await run(["-", "--json"], "seq,at,action\r\n1,2,3\r\n");
    expect(exitCode).toBe(EXIT.malformed);
    expect(JSON.parse(out)).toMatchObject({ code: "AUDIT_EXPORT_MALFORMED" });
  });

  it.each([
    ["no verb", []],
    ["no file", ["verify"]],
    ["two files", ["verify", "a", "b"]],
    ["another verb", ["show", "a"]],
    ["a file that is not there", ["verify", "/nowhere.jsonl"]],
    ["a key that is none", ["verify", "-", "--key", "abcd"]],
    ["a file with no key", ["verify", "-", "--key", "package.json"]],
    ["a seal that is none", ["verify", "-", "--seal", "abcd"]],
    ["an option of another command", ["verify", "-", "--nonce", "00"]],
  ])("refuses %s", async (_name, argv) => {
    const { terminal } = terminalOf("");
    expect(await main(["audit", ...argv], terminal)).toBe(EXIT.usage);
  });

  it("lets no name steer the terminal", async () => {
    const header = (lines[0] ?? "").replace("S\\u00f6hne", "\\u001b[2J");
    expect((await run(["-"], [header, ...lines.slice(1)].join("\n"))).out).not.toContain("\u001b");
  });
});
