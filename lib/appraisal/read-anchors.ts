import { toHex } from "@/lib/bytes/hex";
import { cacheSpace, type ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { fail, ok, type Result } from "@/lib/rats/result";
import {
  BUILT_IN_ANCHORS,
  SIMULATION_ORGANIZATION,
  type AnchorOrigin,
  type TrustAnchor,
} from "@/lib/trust/trust-anchors";
import { parseCertificate } from "@/lib/x509/certificate";
import { readPemChain } from "@/lib/x509/pem";

/**
 * The roots to judge under: those of the request instead of the built-in ones. A built-in root that a request names is
 * still a built-in one, and vouches for its own vendor only.
 */
export function readAnchors(
  given: readonly string[] | undefined,
  { crypto, cache }: { readonly crypto: CryptoPort; readonly cache: ContentCache },
): Promise<Result<readonly TrustAnchor[]>> {
  if (given === undefined) return Promise.resolve(ok(BUILT_IN_ANCHORS));
  // JSON, because a separator could stand in a text as well.
  return cache.remember(ANCHORS, JSON.stringify(given), () => readAll(given, crypto));
}

const ANCHORS = cacheSpace<Result<readonly TrustAnchor[]>>("trust anchors");

async function readAll(
  given: readonly string[],
  crypto: CryptoPort,
): Promise<Result<readonly TrustAnchor[]>> {
  const anchors: TrustAnchor[] = [];
  for (const [index, pem] of given.entries()) {
    const blocks = readPemChain(pem, "REQUEST_INVALID");
    if (!blocks.ok || blocks.value.length === 0) {
      return fail("REQUEST_INVALID", "not a PEM certificate", `/trustAnchors/${index}`);
    }
    for (const der of blocks.value) anchors.push(await anchorOf(der, crypto));
  }
  return ok(anchors);
}

async function anchorOf(der: Uint8Array, crypto: CryptoPort): Promise<TrustAnchor> {
  const sha256 = toHex(await crypto.digest("SHA-256", der));
  const builtIn = BUILT_IN_ANCHORS.find((anchor) => anchor.sha256 === sha256);
  if (builtIn) return builtIn;
  const origin: AnchorOrigin = isSimulation(der) ? "simulation" : "given";
  const name = origin === "simulation" ? "simulation root" : "given with the request";
  return { name, sha256, origin, usages: "any" };
}

/** Whoever puts this name into a root of their own only makes less of it: it can never be hardware. */
function isSimulation(der: Uint8Array): boolean {
  const certificate = parseCertificate(der, "REQUEST_INVALID");
  const name = `O=${SIMULATION_ORGANIZATION}`;
  return certificate.ok && certificate.value.subject.split(",").includes(name);
}
