import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { projectRoot } from "@/lib/store/project-root";

/** Where `bench/main.ts` puts the bundled programs; they run as plain JavaScript, as the product does. */
export const PROGRAMS = path.join(projectRoot(), "dist/bench");

export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

/** Starts a server program and waits until it answers at `readyPath`. */
export async function startServer(
  program: string,
  given: {
    readonly port: number;
    readonly environment: Readonly<Record<string, string>>;
    readonly readyPath: string;
  },
): Promise<Server> {
  const url = `http://127.0.0.1:${given.port}`;
  const child = spawn(process.execPath, [path.join(PROGRAMS, `${program}.mjs`)], {
    env: { ...process.env, ...given.environment, PORT: String(given.port), NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(`${url}${given.readyPath}`))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error(`${program} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { url, stop: () => stopped(child) };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false; // nothing listens yet
  }
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

/** Runs a program that reads one JSON document and answers one. */
export function ask(
  program: string,
  order: unknown,
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(PROGRAMS, `${program}.mjs`)], {
      env: { ...process.env, ...environment, NODE_ENV: "production" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const pieces: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(Buffer.concat(pieces).toString("utf8")));
      else reject(new Error(`${program} ended with ${code}`));
    });
    child.stdin.end(JSON.stringify(order));
  });
}
