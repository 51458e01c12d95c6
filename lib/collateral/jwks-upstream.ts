import { utf8 } from "@/lib/bytes/text";
import type { EndorsementRequest } from "@/lib/trust/endorsement-source";
import { boundedFetch, isAllowedAddress } from "./bounded-fetch";
import { withRetries, type RetryOptions, type RetryOutcome } from "./retry";
import type { CollateralUpstream, UpstreamAnswer, UpstreamProblem } from "./upstream";

export interface JwksUpstreamOptions {
  /** Exactly as tokens name it. */
  readonly issuer: string;
  /** Where its key set is; `keySetAddress` knows it for the services that everybody uses. */
  readonly address: string;
  /** Default 10,000. */
  readonly tryTimeoutMs?: number;
  /** All tries and waits of one item. Default 20,000. */
  readonly overallTimeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1 */
  readonly random?: () => number;
  readonly elapsedMs?: () => number;
  readonly now?: () => Date;
}

const MAX_KEY_SET_BYTES = 256 * 1024;
const GCP_ISSUER = "https://confidentialcomputing.googleapis.com";
const GCP_KEY_SET =
  "https://www.googleapis.com/service_accounts/v1/metadata/jwk/signer@confidentialspace-sign.iam.gserviceaccount.com";

/**
 * The key set of one token service that the operator configured. TLS is all that vouches for it: a key set is signed by
 * nobody. So neither a token nor its `jku` ever chooses an address, and discovery documents are not read: they would be
 * one more answer to believe.
 *
 * @throws Error for an address that is not https and not on loopback: a mistake in the configuration.
 */
export function jwksUpstream(options: JwksUpstreamOptions): CollateralUpstream {
  const url = readAddress(options.address);
  const fetch = options.fetch ?? globalThis.fetch;
  const retry: RetryOptions = {
    maxTries: 3,
    overallTimeoutMs: options.overallTimeoutMs ?? 20_000,
    tryTimeoutMs: options.tryTimeoutMs ?? 10_000,
    sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    random: options.random ?? Math.random,
    elapsedMs: options.elapsedMs ?? (() => performance.now()),
    now: options.now ?? (() => new Date()),
  };
  const isOwn = (request: EndorsementRequest) =>
    request.item === "jwks" && request.issuer === options.issuer;
  const problem = (
    kind: UpstreamProblem,
    what: string,
    retryAfterMs: number | null = null,
  ): UpstreamAnswer => ({
    ok: false,
    host: url.host,
    problem: kind,
    detail: `${url.host}: ${what}`,
    retryAfterMs,
  });

  return {
    maxFetchMs: retry.overallTimeoutMs,
    hostFor: (request) => (isOwn(request) ? url.host : null),
    async fetchItem(request) {
      if (!isOwn(request)) return problem("unknown", `hands out no ${request.item}`);
      // The one switch that would make Node accept any certificate, for the whole process.
      if (url.protocol === "https:" && process.env.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
        const advice = "not asked while NODE_TLS_REJECT_UNAUTHORIZED=0; use NODE_EXTRA_CA_CERTS";
        return problem("refused", advice);
      }
      const outcome = await withRetries(
        (timeoutMs) =>
          boundedFetch({
            fetch,
            url,
            accept: "application/jwk-set+json, application/json",
            maxBytes: MAX_KEY_SET_BYTES,
            timeoutMs,
          }),
        retry,
      );
      return toAnswer(outcome, url.host, problem);
    },
  };
}

function toAnswer(
  { answer, tries, retryAfterMs }: RetryOutcome,
  host: string,
  problem: (kind: UpstreamProblem, what: string, retryAfterMs: number | null) => UpstreamAnswer,
): UpstreamAnswer {
  const times = tries === 1 ? "" : `, tried ${tries} times`;
  if (answer.kind === "no-answer") return problem("unreachable", answer.detail + times, null);
  if (answer.kind === "refused") return problem("refused", answer.detail, null);
  const { status } = answer;
  if (status === 404) return problem("unknown", "there is no key set there (404)", null);
  if (status === 429) return problem("throttled", `too many requests (429)${times}`, retryAfterMs);
  if (status >= 500) return problem("failing", `status ${status}${times}`, retryAfterMs);
  if (status !== 200) return problem("refused", `unexpected status ${status}`, null);
  const body = utf8(answer.body);
  return body === null || body === ""
    ? problem("refused", "the answer is empty or not text", null)
    : { ok: true, host, body, issuerChain: null };
}

/** Where an issuer has its key set, for the services whose documents say so; null for any other. */
export function keySetAddress(issuer: string): string | null {
  if (!URL.canParse(issuer)) return null;
  if (issuer === GCP_ISSUER) return GCP_KEY_SET;
  const { hostname } = new URL(issuer);
  if (hostname.endsWith(".attest.azure.net")) return `${issuer}/certs`;
  if (hostname.endsWith(".trustauthority.intel.com")) return `${issuer}/certs`;
  return hostname === "nras.attestation.nvidia.com" ? `${issuer}/.well-known/jwks.json` : null;
}

function readAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isAllowedAddress(url)) {
    throw new Error(
      `${text} can't be a source of keys: give an https address without a password, or http on this machine.`,
    );
  }
  return url;
}
