import { defineConfig } from "@playwright/test";

const chromiumPath = process.env["CHROMIUM_PATH"];
const isRoot = process.getuid?.() === 0;

/** One server and one database for all specs, so one worker; each spec brings what it needs and waits for no other. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  workers: 1,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 15_000 },
  globalSetup: "./e2e/global-setup.ts",
  reporter: "line",
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: "dark",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
      // Chromium's sandbox refuses to run as root, as in most containers.
      args: isRoot ? ["--no-sandbox"] : [],
    },
  },
});
