import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { readConfig } from "@/lib/config";
import {
  ADDRESS_HEADER,
  contentSecurityPolicy,
  NONCE_HEADER,
  transportSecurity,
} from "@/lib/http/page-policy";

/** Before every page: its content security policy with a nonce of its own, which Next puts on the scripts that it writes. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const config = readConfig(process.env);
  const policy = contentSecurityPolicy({ nonce, development: !config.production });
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set(NONCE_HEADER, nonce);
  headers.set(ADDRESS_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(transportSecurity(config)))
    response.headers.set(name, value);
  return response;
}

// The API has headers of its own, and files have no scripts inside.
export const config = { matcher: "/((?!api/|_next/static/|icon.svg).*)" };
