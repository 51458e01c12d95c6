import type { Config } from "@/lib/config";

/** The hosts that collateral is asked for, whether or not anybody has asked yet. */
export function configuredHosts({
  intelUpstreams,
  amdKdsUrl,
  tokenIssuers,
}: Pick<Config, "intelUpstreams" | "amdKdsUrl" | "tokenIssuers">): readonly string[] {
  return [
    ...intelUpstreams.map(({ baseUrl }) => baseUrl),
    ...(amdKdsUrl === null ? [] : [amdKdsUrl]),
    ...tokenIssuers.map(({ address }) => address),
  ].map((address) => new URL(address).host);
}
