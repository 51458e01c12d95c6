import { isIP } from "node:net";
import { isInNetworks, plainAddress } from "@/lib/network/networks";
import type { ApiRequest } from "./api-request";

/**
 * Where a request comes from. X-Forwarded-For is written by whoever sends it, so only what trusted proxies have added at
 * its end is believed: from the right, the first address that is no trusted proxy.
 */
export function clientAddress(
  request: Pick<ApiRequest, "remoteAddress" | "header">,
  trustedProxies: readonly string[],
): string | null {
  if (request.remoteAddress === null) return null;
  let address = plainAddress(request.remoteAddress);
  if (trustedProxies.length === 0) return address;
  const forwarded = (request.header("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  while (forwarded.length > 0 && isInNetworks(address, trustedProxies)) {
    const next = plainAddress(forwarded.pop() ?? "");
    if (isIP(next) === 0) break;
    address = next;
  }
  return address;
}
