import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** So long a browser waits before it asks by itself. */
const RETRY_AFTER_SECONDS = "5";

const STYLE =
  "body{font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark;max-width:36rem;margin:20vh auto;padding:0 1.5rem}";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Attestry is waiting for its database</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Attestry is waiting for its database</h1>
<p>The database can’t be reached just now, or takes no changes, so nothing can be shown and nobody signed in. This page tries again by itself.</p>
<p>Whoever runs this server finds the cause in its log and at <code>/api/health/ready</code>. What was stored is still
there.</p>
<p><code>DATABASE_UNAVAILABLE</code></p>
</body>
</html>
`;

const styleDigest = createHash("sha256").update(STYLE).digest("base64");

/** What a browser gets instead of any page while the database is away: it needs nothing but itself. */
export function sendAwayPage(response: ServerResponse): void {
  response.writeHead(503, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${styleDigest}'; frame-ancestors 'none'`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "retry-after": RETRY_AFTER_SECONDS,
    refresh: RETRY_AFTER_SECONDS,
  });
  response.end(PAGE);
}
