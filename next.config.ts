import type { NextConfig } from "next";

/** The same on everything; what differs from request to request or by configuration is proxy.ts's. */
const commonHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value:
      "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
  },
];

const config: NextConfig = {
  headers: async () => [{ source: "/:path*", headers: commonHeaders }],
  allowedDevOrigins: ["127.0.0.1"],
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
