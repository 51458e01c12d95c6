import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import { toHex } from "@/lib/bytes/hex";
import { utf8 } from "@/lib/bytes/text";
import { boundedFetch, isAllowedAddress } from "./bounded-fetch";
import { withRetries, type RetryOptions, type RetryOutcome } from "./retry";
import type { CollateralUpstream, UpstreamAnswer, UpstreamProblem } from "./upstream";

export interface IntelPcsOptions {
  /** `https://api.trustedservices.intel.com`, or the address of a PCCS. */
  readonly baseUrl: string;
  /** The same paths; a PCCS serves the root CRL too, which Intel keeps on its certificate host. */
  readonly kind: "pcs" | "pccs";
  /** Where a PCS's root CRL is; not asked of a PCCS. */
  readonly rootCrlUrl?: string;
  /** Default 10,000. */
  readonly tryTimeoutMs?: number;
  /** All tries and waits of one item. Default 20,000. */
  readonly overallTimeoutMs?: number;
  /** Default 3. */
  readonly maxTries?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1 */
  readonly random?: () => number;
  readonly elapsedMs?: () => number;
  readonly now?: () => Date;
}

export const INTEL_PCS_URL = "https://api.trustedservices.intel.com";
/** The distribution point that Intel's own certificates name; fixed here, never taken from evidence. */
export const INTEL_ROOT_CRL_URL =
  "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der";

/** Longest overall time of one item, for whoever holds a place for the fetch. */
export const DEFAULT_OVERALL_TIMEOUT_MS = 20_000;

const MAX_JSON_BYTES = 1024 * 1024;
const MAX_CRL_BYTES = 4 * 1024 * 1024;
const CRL_ACCEPT = "application/pkix-crl, application/x-pem-file, text/plain";

interface Endpoint {
  readonly url: URL;
  /** Names that PCS and older PCCS versions use for the issuer chain; null: the item has none. */
  readonly chainHeaders: readonly string[] | null;
  readonly form: "json" | "crl";
}

/**
 * Intel PCS v4, or a PCCS (Intel PCS API v4; PCCS design guide). Whatever it answers is unverified: the cache verifies before it
 * keeps anything.
 *
 * @throws Error for an address that is not https and not on loopback: a mistake in the configuration.
 */
export function intelPcs(options: IntelPcsOptions): CollateralUpstream {
  const base = readBaseUrl(options.baseUrl);
  const places: Places = {
    base,
    rootCrl: options.kind === "pcs" ? readAddress(options.rootCrlUrl ?? INTEL_ROOT_CRL_URL) : null,
  };
  const retry: RetryOptions = {
    maxTries: options.maxTries ?? 3,
    overallTimeoutMs: options.overallTimeoutMs ?? DEFAULT_OVERALL_TIMEOUT_MS,
    tryTimeoutMs: options.tryTimeoutMs ?? 10_000,
    sleep: options.sleep ?? sleepFor,
    random: options.random ?? Math.random,
    elapsedMs: options.elapsedMs ?? (() => performance.now()),
    now: options.now ?? (() => new Date()),
  };
  const fetch = options.fetch ?? globalThis.fetch;

  return {
    maxFetchMs: retry.overallTimeoutMs,
    hostFor: (request) => endpointOf(request, places)?.url.host ?? null,
    async fetchItem(request) {
      const endpoint = endpointOf(request, places);
      if (endpoint === null) {
        const detail = `${places.base.host}: hands out no ${request.item}`;
        return {
          ok: false,
          host: places.base.host,
          problem: "unknown",
          detail,
          retryAfterMs: null,
        };
      }
      // The one switch that would make Node accept any certificate, for the whole process.
      if (endpoint.url.protocol === "https:" && process.env.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
        const detail = `${endpoint.url.host}: not asked while NODE_TLS_REJECT_UNAUTHORIZED=0; use NODE_EXTRA_CA_CERTS`;
        return {
          ok: false,
          host: endpoint.url.host,
          problem: "refused",
          detail,
          retryAfterMs: null,
        };
      }
      const outcome = await withRetries(
        (timeoutMs) =>
          boundedFetch({
            fetch,
            url: endpoint.url,
            accept: endpoint.form === "json" ? "application/json" : CRL_ACCEPT,
            maxBytes: endpoint.form === "json" ? MAX_JSON_BYTES : MAX_CRL_BYTES,
            timeoutMs,
          }),
        retry,
      );
      return toAnswer(request, endpoint, outcome);
    },
  };
}

interface Places {
  readonly base: URL;
  /** null: where everything else is. */
  readonly rootCrl: URL | null;
}

function readAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isAllowedAddress(url)) {
    throw new Error(
      `${text} can't be a source of collateral: give an https address without a password, or http on this machine.`,
    );
  }
  return url;
}

function readBaseUrl(text: string): URL {
  const url = readAddress(text);
  // Many configurations name the address with the path of one of the services.
  url.pathname = url.pathname.replace(/\/?((sgx|tdx)\/certification\/v4\/?)?$/, "/");
  url.search = "";
  url.hash = "";
  return url;
}

/** Null for items of other vendors. */
function endpointOf(request: EndorsementRequest, places: Places): Endpoint | null {
  const at = (path: string) => new URL(path, places.base);
  switch (request.item) {
    case "intel.tcbInfo": {
      const url = at(`${request.tee}/certification/v4/tcb`);
      url.searchParams.set("fmspc", request.fmspc);
      return {
        url,
        chainHeaders: ["tcb-info-issuer-chain", "sgx-tcb-info-issuer-chain"],
        form: "json",
      };
    }
    case "intel.qeIdentity":
      return {
        url: at(`${request.tee}/certification/v4/qe/identity`),
        chainHeaders: ["sgx-enclave-identity-issuer-chain", "enclave-identity-issuer-chain"],
        form: "json",
      };
    case "intel.pckCrl": {
      const url = at("sgx/certification/v4/pckcrl");
      url.searchParams.set("ca", request.ca);
      url.searchParams.set("encoding", "der");
      return { url, chainHeaders: ["sgx-pck-crl-issuer-chain"], form: "crl" };
    }
    case "intel.rootCaCrl":
      return {
        url: places.rootCrl ?? at("sgx/certification/v4/rootcacrl"),
        chainHeaders: null,
        form: "crl",
      };
    case "amd.vcek":
    case "amd.certChain":
    case "amd.crl":
    case "jwks":
      return null;
  }
}

function toAnswer(
  request: EndorsementRequest,
  endpoint: Endpoint,
  { answer, tries, retryAfterMs }: RetryOutcome,
): UpstreamAnswer {
  const { host } = endpoint.url;
  const times = tries === 1 ? "" : `, tried ${tries} times`;
  const problem = (kind: UpstreamProblem, what: string): UpstreamAnswer => ({
    ok: false,
    host,
    problem: kind,
    detail: `${host}: ${what}`,
    retryAfterMs,
  });
  if (answer.kind === "no-answer") return problem("unreachable", answer.detail + times);
  if (answer.kind === "refused") return problem("refused", answer.detail);
  if (answer.status === 404) {
    const what =
      request.item === "intel.tcbInfo" ? `FMSPC ${request.fmspc}` : endorsementKey(request);
    return problem("unknown", `${what} is not known there (404)`);
  }
  if (answer.status === 429) return problem("throttled", `too many requests (429)${times}`);
  if (answer.status >= 500) return problem("failing", `status ${answer.status}${times}`);
  if (answer.status !== 200) return problem("refused", `unexpected status ${answer.status}`);

  const issuerChain = readIssuerChain(answer.headers, endpoint.chainHeaders);
  if (!issuerChain.ok) return problem("refused", issuerChain.detail);
  const body = endpoint.form === "json" ? utf8(answer.body) : crlText(answer.body);
  if (body === null || body === "") return problem("refused", "the answer is empty or not text");
  return { ok: true, host, body, issuerChain: issuerChain.value };
}

/** DER is kept as hex; PEM, hex and base64 are text already and are read strictly later. */
function crlText(body: Uint8Array): string | null {
  const isDer = body[0] === 0x30 && (body[1] ?? 0) >= 0x80;
  return isDer ? toHex(body) : (utf8(body)?.trim() ?? null);
}

type Chain =
  | { readonly ok: true; readonly value: string | null }
  | { readonly ok: false; readonly detail: string };

function readIssuerChain(headers: Headers, names: readonly string[] | null): Chain {
  if (names === null) return { ok: true, value: null };
  for (const name of names) {
    const value = headers.get(name);
    if (value === null) continue;
    try {
      return { ok: true, value: decodeURIComponent(value) };
    } catch {
      return { ok: false, detail: `header ${name} is not URL-encoded text` };
    }
  }
  return { ok: false, detail: `answer lacks the header ${names[0] ?? ""}` };
}

function sleepFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
