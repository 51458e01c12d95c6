import type { NextConfig } from "next";

/**
 * Everything a page needs comes from this server. Next and the theme set themselves up with inline scripts; with a
 * nonce for each of them no page could be rendered ahead of time.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const pageHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  // The development server's overlay and hot reloading need more than the policy allows.
  ...(process.env.NODE_ENV === "production"
    ? [{ key: "Content-Security-Policy", value: contentSecurityPolicy }]
    : []),
];

const config: NextConfig = {
  headers: async () => [{ source: "/:path*", headers: pageHeaders }],
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
