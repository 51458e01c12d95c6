import { toHex } from "@/lib/bytes/hex";
import type { PublicKey, SignatureAlgorithm } from "@/lib/crypto/crypto-port";
import { jwkToSpki, type SpkiKey } from "@/lib/crypto/jwk-spki";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import type { JsonWebKey } from "@/lib/rats/endorsements";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { AnchorOrigin, TrustAnchor } from "@/lib/trust/trust-anchors";
import type { CoseAlgorithm } from "../../cose/sign1";
import { judgeKeyChain, type ArmTools } from "./key-chain";

/** Which kind of key an algorithm needs, and what the crypto port calls both. */
const algorithms: Readonly<
  Record<CoseAlgorithm, { readonly kind: SpkiKey["kind"]; readonly algorithm: SignatureAlgorithm }>
> = {
  ES256: { kind: "P-256", algorithm: "ECDSA-P256-SHA256" },
  ES384: { kind: "P-384", algorithm: "ECDSA-P384-SHA384" },
  ES512: { kind: "P-521", algorithm: "ECDSA-P521-SHA512" },
  EdDSA: { kind: "Ed25519", algorithm: "Ed25519" },
};

const KEY: CheckBase = {
  id: "arm.key",
  group: "chain",
  title: "The platform's key is known",
  source: "request endorsements.arm.keys",
};

export interface PlatformKey {
  readonly checks: readonly Check[];
  /** Null when there is none to verify with. */
  readonly key: PublicKey | null;
  readonly chain: readonly ChainCertificate[];
  /** What vouches for the key: whoever sent the request, or the root of its certificates. */
  readonly root: AnchorOrigin | null;
}

/**
 * The one key for a platform. Its ids are read from the token before anything is verified, and serve to select the key only.
 * A token carries no certificates: without a key that came along, nothing can be said.
 */
export async function findPlatformKey(
  tools: ArmTools,
  given: {
    readonly keys: readonly JsonWebKey[];
    readonly implementationId: Uint8Array;
    readonly instanceId: Uint8Array;
    readonly algorithm: CoseAlgorithm;
    readonly anchors: readonly TrustAnchor[];
    readonly at: number;
  },
): Promise<PlatformKey> {
  const ids = {
    implementationId: toHex(given.implementationId),
    instanceId: toHex(given.instanceId),
  };
  const expected = `implementation ${ids.implementationId}, instance ${ids.instanceId}`;
  const candidates = given.keys.filter((jwk) => isForPlatform(jwk, ids));
  const [jwk, ...others] = candidates;
  if (jwk === undefined) {
    const detail = "no key for this platform came with the request; give it in endorsements.arm";
    return without(checkOf.skipWith(KEY, "COLLATERAL_UNAVAILABLE", { detail, expected }));
  }
  if (others.length > 0) {
    const actual = `${candidates.length} keys`;
    return without(checkOf.fail(KEY, "PLATFORM_KEY_AMBIGUOUS", { expected, actual }));
  }
  const spki = jwkToSpki(jwk);
  if (!spki.ok) {
    return without(checkOf.fail(KEY, "COLLATERAL_INVALID", { detail: spki.failure.detail }));
  }
  const { kind, algorithm } = algorithms[given.algorithm];
  const statedAlgorithm = jwk["alg"] ?? given.algorithm;
  if (spki.value.kind !== kind || statedAlgorithm !== given.algorithm) {
    return without(
      checkOf.fail(KEY, "COSE_ALGORITHM_REJECTED", {
        detail: "the key is not for the algorithm that the token names",
        expected: `${spki.value.kind}, ${String(statedAlgorithm)}`,
        actual: given.algorithm,
      }),
    );
  }
  const crypto = rememberingCrypto(tools.crypto, tools.cache);
  const key = await crypto.importSpki(algorithm, spki.value.spki);
  if (!key.ok) {
    return without(checkOf.fail(KEY, "COLLATERAL_INVALID", { detail: key.failure.detail }));
  }
  const known = checkOf.pass(KEY, { expected });
  if (jwk["x5c"] === undefined) {
    return { checks: [known], key: key.value, chain: [], root: "given" };
  }
  const { anchors, at } = given;
  const judged = await judgeKeyChain(tools, { x5c: jwk["x5c"], key: spki.value, anchors, at });
  return {
    checks: [known, ...judged.checks],
    key: key.value,
    chain: judged.chain,
    root: judged.anchor?.origin ?? null,
  };
}

function without(check: Check): PlatformKey {
  return { checks: [check], key: null, chain: [], root: null };
}

/** A key without an implementation id is nobody's; one without an instance id is for every instance. */
function isForPlatform(
  jwk: JsonWebKey,
  ids: { readonly implementationId: string; readonly instanceId: string },
): boolean {
  const matches = (value: unknown, id: string) =>
    typeof value === "string" && value.toLowerCase() === id;
  if (!matches(jwk["implementationId"], ids.implementationId)) return false;
  return jwk["instanceId"] === undefined || matches(jwk["instanceId"], ids.instanceId);
}
