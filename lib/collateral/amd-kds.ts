import { toBase64 } from "@/lib/bytes/base64";
import { fromHex } from "@/lib/bytes/hex";
import { utf8 } from "@/lib/bytes/text";
import { hasTurinLayout } from "@/lib/formats/snp/product";
import { readTcbVersion } from "@/lib/formats/snp/tcb-version";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import { boundedFetch, isAllowedAddress } from "./bounded-fetch";
import { inTurn } from "./in-turn";
import { withRetries, type RetryOptions, type RetryOutcome } from "./retry";
import type { CollateralUpstream, UpstreamAnswer, UpstreamProblem } from "./upstream";

export interface AmdKdsOptions {
  /** `https://kdsintf.amd.com`, or the address of a cache with the same paths. */
  readonly baseUrl: string;
  /** Default 10,000. */
  readonly tryTimeoutMs?: number;
  /** Waiting for a turn, all tries and waits of one item. Default 30,000. */
  readonly overallTimeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1 */
  readonly random?: () => number;
  readonly elapsedMs?: () => number;
  readonly now?: () => Date;
}

export const AMD_KDS_URL = "https://kdsintf.amd.com";

const MAX_CERTIFICATE_BYTES = 64 * 1024;
const MAX_CRL_BYTES = 1024 * 1024;

/** The service lets through about one request in ten seconds; after a 429 it is left alone for a minute and longer. */
const FIRST_QUIET_MS = 60_000;
const LONGEST_QUIET_MS = 300_000;
/** Long enough for many chips of one product, short enough that a wrong answer is soon forgotten. */
const REMEMBER_CHAIN_MS = 600_000;

/** An item of AMD's, as its service names it. */
type AmdRequest = Extract<EndorsementRequest, { readonly item: `amd.${string}` }>;

/**
 * AMD's key distribution service (AMD 57230, VCEK Certificate and KDS Interface Specification). One request at a time,
 * because it throttles by address; whatever it answers is unverified: the cache verifies before it keeps anything.
 *
 * A VCEK or a list says nothing about who issued it, so the product's chain is fetched with it and remembered.
 *
 * @throws Error for an address that is not https and not on loopback: a mistake in the configuration.
 */
export function amdKds(options: AmdKdsOptions): CollateralUpstream {
  const base = readBaseUrl(options.baseUrl);
  const overallTimeoutMs = options.overallTimeoutMs ?? 30_000;
  const elapsedMs = options.elapsedMs ?? (() => performance.now());
  const fetch = options.fetch ?? globalThis.fetch;
  const turns = inTurn();
  const chains = new Map<string, { readonly answer: UpstreamAnswer; readonly until: number }>();
  let throttledTimes = 0;
  let quietUntil = 0;

  async function ask(request: AmdRequest, deadline: number): Promise<UpstreamAnswer> {
    const url = urlOf(request, base);
    if (url.protocol === "https:" && process.env.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
      const detail = "not asked while NODE_TLS_REJECT_UNAUTHORIZED=0; use NODE_EXTRA_CA_CERTS";
      return problemAt(url.host, { problem: "refused", detail, retryAfterMs: null });
    }
    const left = deadline - elapsedMs();
    if (left <= 0) {
      const detail = "other requests were first; it answers one at a time";
      return problemAt(url.host, { problem: "failing", detail, retryAfterMs: 1000 });
    }
    // Whoever was in line when the service asked to be left alone does not ask it either.
    const quietMs = quietUntil - elapsedMs();
    if (quietMs > 0) {
      const detail = "too many requests (429) a moment ago";
      return problemAt(url.host, { problem: "throttled", detail, retryAfterMs: quietMs });
    }
    const retry: RetryOptions = {
      maxTries: 2,
      overallTimeoutMs: left,
      tryTimeoutMs: options.tryTimeoutMs ?? 10_000,
      finalStatuses: new Set([429]),
      sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
      random: options.random ?? Math.random,
      elapsedMs,
      now: options.now ?? (() => new Date()),
    };
    const outcome = await withRetries(
      (timeoutMs) =>
        boundedFetch({
          fetch,
          url,
          accept: "application/pkix-cert, application/x-pem-file, application/pkix-crl, */*",
          maxBytes: request.item === "amd.crl" ? MAX_CRL_BYTES : MAX_CERTIFICATE_BYTES,
          timeoutMs,
        }),
      retry,
    );
    const answer = toAnswer(request, { host: url.host, outcome });
    throttledTimes = !answer.ok && answer.problem === "throttled" ? throttledTimes + 1 : 0;
    if (answer.ok || answer.problem !== "throttled") return answer;
    const ownWait = Math.min(FIRST_QUIET_MS * 2 ** (throttledTimes - 1), LONGEST_QUIET_MS);
    const wait = Math.max(answer.retryAfterMs ?? 0, ownWait);
    quietUntil = elapsedMs() + wait;
    return { ...answer, retryAfterMs: wait };
  }

  /** A product's chain, from memory once it was fetched: all its chips have the same. */
  async function askChain(request: AmdRequest, deadline: number): Promise<UpstreamAnswer> {
    const key = endorsementKey(request);
    const known = chains.get(key);
    if (known !== undefined && elapsedMs() < known.until) return known.answer;
    const answer = await ask(request, deadline);
    if (answer.ok) chains.set(key, { answer, until: elapsedMs() + REMEMBER_CHAIN_MS });
    return answer;
  }

  async function askWithChain(request: AmdRequest, deadline: number): Promise<UpstreamAnswer> {
    if (request.item === "amd.certChain") return askChain(request, deadline);
    const answer = await ask(request, deadline);
    if (!answer.ok) return answer;
    const signer = request.item === "amd.vcek" ? "vcek" : request.signer;
    const { product } = request;
    const chain = await askChain({ item: "amd.certChain", product, signer }, deadline);
    return chain.ok ? { ...answer, issuerChain: chain.body } : chain;
  }

  return {
    maxFetchMs: overallTimeoutMs,
    hostFor: (request) => (isAmd(request) ? base.host : null),
    fetchItem(request) {
      if (!isAmd(request)) {
        const detail = `hands out no ${request.item}`;
        return Promise.resolve(
          problemAt(base.host, { problem: "unknown", detail, retryAfterMs: null }),
        );
      }
      const deadline = elapsedMs() + overallTimeoutMs;
      return turns(() => askWithChain(request, deadline));
    },
  };
}

function isAmd(request: EndorsementRequest): request is AmdRequest {
  return (
    request.item === "amd.vcek" || request.item === "amd.certChain" || request.item === "amd.crl"
  );
}

function readBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isAllowedAddress(url)) {
    throw new Error(
      `${text} can't be a source of collateral: give an https address without a password, or http on this machine.`,
    );
  }
  url.pathname = url.pathname.replace(/\/?$/, "/");
  url.search = "";
  url.hash = "";
  return url;
}

/** AMD 57230, "KDS interface": patch levels in decimal, on Turin the FMC's first. */
function urlOf(request: AmdRequest, base: URL): URL {
  switch (request.item) {
    case "amd.certChain":
      return new URL(`${request.signer}/v1/${request.product}/cert_chain`, base);
    case "amd.crl":
      return new URL(`${request.signer}/v1/${request.product}/crl`, base);
    case "amd.vcek": {
      const { product, chipId, tcb } = request;
      const parts = readTcbVersion(fromHex(tcb, 8) ?? new Uint8Array(8), product);
      const url = new URL(`vcek/v1/${product}/${chipId}`, base);
      if (hasTurinLayout(product)) url.searchParams.set("fmcSPL", level(parts.fmc ?? 0));
      url.searchParams.set("blSPL", level(parts.bootloader));
      url.searchParams.set("teeSPL", level(parts.tee));
      url.searchParams.set("snpSPL", level(parts.snp));
      url.searchParams.set("ucodeSPL", level(parts.microcode));
      return url;
    }
  }
}

function level(value: number): string {
  return `${value}`.padStart(2, "0");
}

function problemAt(
  host: string,
  given: { problem: UpstreamProblem; detail: string; retryAfterMs: number | null },
): UpstreamAnswer {
  return { ok: false, host, ...given, detail: `${host}: ${given.detail}` };
}

function toAnswer(
  request: AmdRequest,
  { host, outcome }: { host: string; outcome: RetryOutcome },
): UpstreamAnswer {
  const { answer, tries, retryAfterMs } = outcome;
  const times = tries === 1 ? "" : `, tried ${tries} times`;
  const problem = (kind: UpstreamProblem, detail: string) =>
    problemAt(host, { problem: kind, detail, retryAfterMs });
  if (answer.kind === "no-answer") return problem("unreachable", answer.detail + times);
  if (answer.kind === "refused") return problem("refused", answer.detail);
  if (answer.status === 404) {
    return problem("unknown", `${endorsementKey(request)} is not known there (404)`);
  }
  if (answer.status === 429) return problem("throttled", "too many requests (429)");
  if (answer.status >= 500) return problem("failing", `status ${answer.status}${times}`);
  if (answer.status !== 200) return problem("refused", `unexpected status ${answer.status}`);
  const body = bodyText(answer.body);
  return body === null
    ? problem("refused", "the answer is neither DER nor text")
    : { ok: true, host, body, issuerChain: null };
}

/** DER as base64; PEM as it is. */
function bodyText(body: Uint8Array): string | null {
  if (body[0] === 0x30) return toBase64(body);
  const text = utf8(body)?.trim() ?? "";
  return text === "" ? null : `${text}\n`;
}
