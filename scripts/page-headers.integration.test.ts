import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildServer,
  startNextAlone,
  startServer,
  type ServerProcess,
} from "./testing/server-process";

const PAGE = "/setup";

beforeAll(buildServer, 300_000);

describe.each([
  { name: "the server", start: startServer },
  { name: "Next alone", start: startNextAlone },
])("pages of $name, reached over TLS", ({ start }) => {
  let server: ServerProcess;
  const folder = mkdtempSync(path.join(tmpdir(), "attestry-headers-"));
  beforeAll(async () => {
    server = await start({
      ATTESTRY_DATA_DIR: folder,
      ATTESTRY_PUBLIC_URL: "https://attestry.example",
    });
  }, 120_000);
  afterAll(async () => {
    await server.end("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("give every script and style the nonce of their request, and each request another", async () => {
    const nonces = new Set<string>();
    for (let visit = 0; visit < 2; visit += 1) {
      const response = await fetch(server.url + PAGE);
      const html = await response.text();
      const policy = response.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
      nonces.add(nonce);
      const tags = [...html.matchAll(/<(?:script|style)\b[^>]*>/g)].map(([tag]) => tag);
      expect(tags.length).toBeGreaterThan(5);
      expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
      expect(html).not.toMatch(/<[^>]+\son[a-z]+=/);
    }
    expect(nonces.size).toBe(2);
  });

  it("do not take a policy or a nonce from the request", async () => {
    const response = await fetch(server.url + PAGE, {
      headers: {
        "content-security-policy": "script-src 'nonce-guessed'",
        "x-attestry-nonce": "guessed",
      },
    });
    expect(response.headers.get("content-security-policy")).not.toContain("guessed");
    expect(await response.text()).not.toContain("guessed");
  });

  it("ask browsers to come over TLS only, and give no page a sensor", async () => {
    const { headers } = await fetch(server.url + PAGE);
    expect(headers.get("strict-transport-security")).toContain("includeSubDomains");
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  if (start === startNextAlone) return;

  it("answer to their own hosts only", async () => {
    const { port } = new URL(server.url);
    expect(await statusFor("attestry.example", Number(port))).toBe(200);
    expect(await statusFor(`127.0.0.1:${port}`, Number(port))).toBe(200);
    expect(await statusFor("rebound.example", Number(port))).toBe(403);
  });
});

/** `fetch` would not send another Host. */
function statusFor(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ port, path: PAGE, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}
