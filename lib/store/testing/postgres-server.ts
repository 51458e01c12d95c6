import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { freePort } from "./free-port";

/** A PostgreSQL server that a test run has started for itself. */
export interface PostgresServer {
  /** Of the maintenance database; the role is a superuser. */
  readonly url: string;
  /** Ends it as an administrator does, who tells each connection, or as a crash does. */
  end(how: "fast" | "crash"): Promise<void>;
  /**
   * Starts it again after its end: on the same port, with what was in it. A standby reads and takes no changes, as after a
   * failover to another server, until `pg_promote()`.
   */
  restart(as?: "primary" | "standby"): Promise<void>;
  /** Ends it and removes everything. */
  stop(): Promise<void>;
}

/** The folder that holds both `initdb` and `postgres`, the newest version first; null when there is none. */
export function findPostgres(): string | null {
  const inPath = (process.env.PATH ?? "").split(path.delimiter);
  const debian = versionsIn("/usr/lib/postgresql").map(
    (version) => `/usr/lib/postgresql/${version}/bin`,
  );
  const brew = ["/opt/homebrew/opt", "/usr/local/opt"].flatMap((place) =>
    versionsIn(place, /^postgresql(?:@\d+)?$/).map((name) => `${place}/${name}/bin`),
  );
  for (const folder of [...debian, ...brew, ...inPath]) {
    const server = path.join(folder, "postgres");
    if (!existsSync(server)) continue;
    // PATH may hold a link to the server alone; the other programs are where it points.
    const home = path.dirname(realpathSync(server));
    if (existsSync(path.join(home, "initdb"))) return home;
  }
  return null;
}

function versionsIn(folder: string, pattern = /^\d+$/): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort((a, b) => b.localeCompare(a, undefined, { numeric: true }));
}

/** Starts a server on a fresh folder and a free loopback port. Throws when there is no PostgreSQL on this machine. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = findPostgres();
  if (programs === null) {
    throw new Error(
      "No PostgreSQL server was found. Install one (Debian: apt-get install postgresql).",
    );
  }
  const owner = serverOwner();
  const folder = mkdtempSync(path.join(tmpdir(), "attestry-pg-"));
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const asOwner = { ...owner, cwd: folder };

  const cluster = path.join(folder, "cluster");
  await promisify(execFile)(
    path.join(programs, "initdb"),
    ["-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    asOwner,
  );
  const port = await freePort();
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    "max_connections=200",
    // The tests kill our processes, not this one; what it loses in a power cut does not matter here.
    "fsync=off",
  ];
  const start = async () => {
    const child = spawn(
      "sh",
      [
        ...["-c", GUARD, folder, path.join(programs, "postgres"), "-D", cluster],
        ...asArguments(settings),
      ],
      { ...asOwner, detached: true, stdio: ["pipe", "ignore", "pipe"] },
    );
    await untilReady(child);
    return child;
  };
  let child = await start();
  const end = async (word: "fast" | "crash" | "") => {
    child.stdin.end(word);
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    end,
    restart: async (as = "primary") => {
      if (as === "standby") writeFileSync(path.join(cluster, "standby.signal"), "");
      child = await start();
    },
    stop: async () => {
      await end("");
      // The guard has done so unless an earlier end left the server to be started again.
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Runs the server for as long as somebody holds the other end of stdin: it ends with the process that started it,
 * however that one ends, and nothing is left. A word on stdin asks for an end after which it can be started again.
 * SIGINT is PostgreSQL's "fast shutdown", SIGQUIT its "immediate" one, after which it recovers as from a crash.
 */
const GUARD = `"$@" & server=$!; how=$(cat)
  if [ "$how" = crash ]; then kill -QUIT $server; else kill -INT $server; fi
  wait $server; [ -n "$how" ] || rm -rf "$0"`;

function asArguments(settings: readonly string[]): readonly string[] {
  return settings.flatMap((setting) => ["-c", setting]);
}

/** initdb and postgres refuse root: the user `postgres`, else `nobody`, runs them; null for any other caller. */
function serverOwner(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const wanted of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find(([name]) => name === wanted) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`.");
}

async function untilReady(child: ChildProcess): Promise<void> {
  if (child.stderr === null) throw new Error("stderr is a pipe");
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (/database system is ready to accept (?:read-only )?connections/.test(line)) {
      // Nobody reads any longer; a full pipe would stop the server.
      child.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join("\n")}`);
}
