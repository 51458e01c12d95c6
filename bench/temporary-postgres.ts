import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";

/** A PostgreSQL server of the bench's own, with the durability that a server has by default. */
export interface TemporaryPostgres {
  readonly url: string;
  readonly version: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

/** Starts a server in a folder of its own; null with a sentence when this machine has none. */
export async function startTemporaryPostgres(): Promise<
  TemporaryPostgres | { readonly why: string }
> {
  const binaries = findBinaries();
  if (binaries === null)
    return {
      why: "no PostgreSQL server was found (initdb and postgres, in PATH or /usr/lib/postgresql)",
    };
  const owner = serverOwner();
  if (owner === "none")
    return { why: "PostgreSQL refuses to run as root, and there is no user postgres" };

  const folder = await mkdtemp(path.join(tmpdir(), "attestry-bench-pg-"));
  if (owner !== null) await chown(folder, owner.uid, owner.gid);
  const data = path.join(folder, "data");
  const as = owner ?? {};
  await promisify(execFile)(
    path.join(binaries, "initdb"),
    ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
    { ...as, cwd: folder },
  );
  const port = await freePort();
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
  ];
  const server = spawn(
    path.join(binaries, "postgres"),
    ["-D", data, ...[...settings, "shared_buffers=512MB"].flatMap((setting) => ["-c", setting])],
    { ...as, cwd: folder, stdio: "ignore" },
  );
  const stop = async () => {
    await ended(server);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const version = await waitForVersion(url, server).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, version, stop };
}

function findBinaries(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).toSorted().toReversed() : [];
  const folders = [
    ...versions.map((version) => path.join(debian, version, "bin")),
    ...(process.env["PATH"] ?? "").split(path.delimiter),
  ];
  const has = (folder: string, program: string) => existsSync(path.join(folder, program));
  return folders.find((folder) => has(folder, "initdb") && has(folder, "postgres")) ?? null;
}

/** Who runs the server: null for this user, another one when this is root. */
function serverOwner(): { readonly uid: number; readonly gid: number } | null | "none" {
  if (process.getuid?.() !== 0) return null;
  try {
    const ask = (option: string) =>
      Number(
        execFileSync("id", [option, "postgres"], {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        }),
      );
    return { uid: ask("-u"), gid: ask("-g") };
  } catch {
    return "none"; // `id` ends with 1 when there is no such user
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function waitForVersion(url: string, server: ChildProcess): Promise<string> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
    const sql = postgres(url, { max: 1, connect_timeout: 5 });
    try {
      const [row] = await sql<
        { version: string }[]
      >`select current_setting('server_version') as version`;
      return row?.version.split(" ")[0] ?? "unknown";
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    } finally {
      await sql.end();
    }
  }
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once("exit", () => resolve());
    server.kill("SIGINT"); // fast shutdown: connections are closed, nothing is waited for
  });
}
