import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { projectRoot } from "@/lib/store/project-root";
import { build } from "../build.mjs";

/** The built server as a process of its own, on a free port. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Everything it has printed, as soon as a line of it fits. */
  printed(line: RegExp): Promise<string>;
  /** Sends a signal and waits for the end; answers the exit code, null after a signal that was not caught. */
  end(signal: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<number | null>;
}

/** It ended before it was ready. */
export class ServerRefused extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly output: string,
  ) {
    super(`the server ended with ${exitCode}: ${output}`);
  }
}

/** Builds what is not current; once before the servers of a suite are started. */
export function buildServer(): Promise<void> {
  return build({ force: false });
}

/**
 * Starts `dist/server.mjs` and waits until it says that it is ready. Throws `ServerRefused`.
 * @param environment added to this process's: `ATTESTRY_DATA_DIR`, `DATABASE_URL` …
 */
export function startServer(environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  return startProcess(["dist/server.mjs"], environment);
}

/** `next start`: the application without our server in front of it. */
export function startNextAlone(
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  return startProcess(["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1"], environment);
}

async function startProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const root = projectRoot();
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: "0",
      DATABASE_URL: "",
      ATTESTRY_PCS_URL: "off",
      ATTESTRY_AMD_KDS_URL: "off",
      ATTESTRY_LOG_LEVEL: "warn",
      ...environment,
    },
  });
  const killChild = () => child.kill("SIGKILL");
  process.once("exit", killChild);
  child.once("exit", () => process.off("exit", killChild));

  const said: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
  const url = await readyUrl(child, said);
  if (url === null) {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    throw new ServerRefused(child.exitCode, said.join("\n"));
  }
  return {
    url,
    pid: child.pid ?? 0,
    output: () => said.join("\n"),
    printed: (line) => printed(child, { said, line }),
    end: async (signal) => {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return child.exitCode;
    },
  };
}

/** @throws Error when the process ends without such a line. */
function printed(
  child: ChildProcessByStdio<null, Readable, Readable>,
  { said, line }: { readonly said: readonly string[]; readonly line: RegExp },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!said.some((text) => line.test(text))) return;
      child.stdout.off("data", lookLater);
      resolve(said.join("\n"));
    };
    // The reader of lines, which fills `said`, listens before this does and has the same data.
    const lookLater = () => setImmediate(look);
    child.stdout.on("data", lookLater);
    child.once("exit", () => reject(new Error(`the server ended: ${said.join("\n")}`)));
    look();
  });
}

function readyUrl(
  child: ChildProcessByStdio<null, Readable, Readable>,
  said: string[],
): Promise<string | null> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      said.push(line);
      const url = /(?:is ready on|It listens on|Local:) +(http:\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    lines.once("close", () => resolve(null));
  });
}
