import type { NextConfig } from "next";

const config: NextConfig = {
  // Opened once by the server process; bundling would break the worker's file and the wasm beside it.
  serverExternalPackages: [
    "@electric-sql/pglite",
    "@electric-sql/pglite-socket",
    "drizzle-orm",
    "lru-cache",
    "pino",
    "postgres",
    "prom-client",
  ],
  poweredByHeader: false,
  // lib/store finds the migrations beside the sources; next build must not trace the whole project for that.
  outputFileTracingExcludes: { "*": ["./data/**", "./bench/**", "./docs/**"] },
  // Types and lint have steps of their own in `npm run check`.
  typescript: { ignoreBuildErrors: true },
};

export default config;
