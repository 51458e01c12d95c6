import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { findPostgres } from "@/lib/store/testing/postgres-server";

/** What a machine needs for the tests; each is looked for, then got, and otherwise named in one sentence. */
export type Obtained =
  { readonly ok: true; readonly place: string } | { readonly ok: false; readonly sentence: string };

export function obtainPostgres(): Obtained {
  const there = findPostgres() ?? (installDebianPackage("postgresql") ? findPostgres() : null);
  if (there !== null) return { ok: true, place: there };
  return {
    ok: false,
    sentence:
      "No PostgreSQL server was found and none could be installed. Put its programs in PATH (Debian: apt-get install postgresql) and run again.",
  };
}

/** `$CHROMIUM_PATH`, Playwright's own, the system's, Debian's package, and last Playwright's download. */
export function obtainChromium(): Obtained {
  const there =
    findChromium() ??
    (installDebianPackage("chromium") ? findChromium() : null) ??
    (downloadPlaywrightChromium() ? findChromium() : null);
  if (there !== null) return { ok: true, place: there };
  return {
    ok: false,
    sentence:
      "No Chromium was found and none could be installed. Name one in CHROMIUM_PATH, or run: npx playwright install chromium.",
  };
}

function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== "") return existsSync(named) ? named : null;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/bin", "/snap/bin"];
  const candidates = [
    chromium.executablePath(),
    ...folders.flatMap((folder) => names.map((name) => path.join(folder, name))),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  return candidates.find((candidate) => candidate !== "" && existsSync(candidate)) ?? null;
}

function installDebianPackage(name: string): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.log(`Installing Debian's ${name} …`);
  const apt = (...args: string[]) =>
    spawnSync("apt-get", ["-qq", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  const install = () => apt("install", "-y", "--no-install-recommends", name);
  return install() || (apt("update") && install());
}

function downloadPlaywrightChromium(): boolean {
  console.log("Downloading Playwright's Chromium …");
  const cli = path.resolve("node_modules", "playwright", "cli.js");
  return (
    spawnSync(process.execPath, [cli, "install", "chromium"], {
      stdio: "inherit",
      timeout: 300_000,
    }).status === 0
  );
}
