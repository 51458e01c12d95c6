import path from "node:path";
import { defineConfig } from "vitest/config";
import { patchPackages } from "./scripts/patch-packages.mjs";

// As every command does: an installation may have left scripts out.
patchPackages();

const alias = { "@": path.resolve(import.meta.dirname) };

const BACKENDS = "lib/node-crypto/*-matrix.test.ts";

/** `unit` and `backends` need neither database nor network; `integration` starts what it needs. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: [
            "app/**/*.test.ts",
            "lib/**/*.test.ts",
            "cli/**/*.test.ts",
            "components/**/*.test.ts",
            "bench/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: ["**/*.integration.test.ts", BACKENDS],
          // Modules here keep no state that matters to another file: reading them anew takes longer than the tests.
          isolate: false,
          // Primes of RSA keys are found by luck: most take a second, some many.
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          // They choose the backend, and run the tests of other files with it.
          name: "backends",
          include: [BACKENDS],
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          globalSetup: "lib/store/testing/global-setup.ts",
          include: ["**/*.integration.test.ts"],
          exclude: ["node_modules/**", ".next/**", "dist/**"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
