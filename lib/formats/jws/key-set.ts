import {
  createLocalJWKSet,
  errors,
  exportJWK,
  exportSPKI,
  importSPKI,
  type JSONWebKeySet,
} from "jose";
import { equalBytes } from "@/lib/bytes/equal-bytes";
import {
  isJsonObject,
  parseStrictJson,
  type JsonObject,
  type JsonValue,
} from "@/lib/bytes/strict-json";
import { cacheSpace } from "@/lib/crypto/content-cache";
import type { PublicKey } from "@/lib/crypto/crypto-port";
import { jwkToSpki } from "@/lib/crypto/jwk-spki";
import { fail, ok, type Result } from "@/lib/rats/result";
import { toPem } from "@/lib/x509/pem";
import { JWS_ALGORITHMS, type JwsAlgorithm } from "./algorithms";
import { readSignerChain, type SignerChain } from "./signer-chain";
import type { TokenTools } from "./token-tools";

/** The one key of a set that may have signed a token, with the certificates that the set has for it. */
export interface SelectedKey {
  readonly kid: string;
  readonly key: PublicKey;
  readonly chain: SignerChain | null;
}

const SELECTED = cacheSpace<Result<SelectedKey>>("token key");
const MAX_KEYS = 128;

/**
 * The key of a JWK set (RFC 7517) for a token: exactly one has this `kid`, and its type, curve, `use`, `key_ops` and
 * `alg` fit the algorithm. An RSA key has 2048 bits or more, a point is on its curve. Remembered by content: sets are
 * served unchanged for weeks.
 *
 * `body` is the set's JSON text; `kid` and `alg` are the token's.
 */
export function selectKey(
  tools: TokenTools,
  body: string,
  wanted: { readonly kid: string; readonly alg: JwsAlgorithm },
): Promise<Result<SelectedKey>> {
  const content = `${wanted.alg}\n${JSON.stringify(wanted.kid)}\n${body}`;
  return tools.cache.remember(SELECTED, content, () => select(tools, body, wanted));
}

async function select(
  tools: TokenTools,
  body: string,
  { kid, alg }: { readonly kid: string; readonly alg: JwsAlgorithm },
): Promise<Result<SelectedKey>> {
  const keys = readKeySet(body);
  if (!keys.ok) return keys;
  const named = keys.value.filter((jwk) => jwk["kid"] === kid);
  const [jwk, ...others] = named;
  if (jwk === undefined) {
    return fail("TOKEN_KEY_UNKNOWN", `none of ${keys.value.length} keys has the kid ${kid}`, "kid");
  }
  if (others.length > 0) {
    return fail("TOKEN_KEY_UNKNOWN", `${named.length} keys have the kid ${kid}`, "kid");
  }
  const chain = jwk["x5c"] === undefined ? null : await readSignerChain(tools, jwk["x5c"]);
  if (chain !== null && !chain.ok) return chain;
  const spki = keyBytes(jwk, chain?.value ?? null);
  if (!spki.ok) return spki;
  const unfit = await usageProblem(jwk, { kid, alg, spki: spki.value });
  if (unfit !== null) return fail("TOKEN_KEY_UNKNOWN", `key ${kid} ${unfit}`, "key");
  const imported = await importFor(tools, spki.value, alg);
  return imported.ok ? ok({ kid, key: imported.value, chain: chain?.value ?? null }) : imported;
}

/** The keys of a set, by its JSON text. */
export function readKeySet(body: string): Result<readonly JsonObject[]> {
  const document = parseStrictJson(body, { code: "COLLATERAL_INVALID" });
  if (!document.ok) return document;
  const keys = isJsonObject(document.value) ? document.value["keys"] : undefined;
  if (!isList(keys) || keys.length > MAX_KEYS || !keys.every(isJsonObject)) {
    return fail("COLLATERAL_INVALID", `no JWK set of at most ${MAX_KEYS} keys`, "jwks");
  }
  return ok(keys);
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/**
 * Would `jose` verify with this key, and is it the one that was read here? Type, curve, `use`, `key_ops`, `ext` and `alg` are
 * its business (RFC 7517 section 4). It takes coordinates of any length and loose base64 for good, though, so what
 * verifies is what the strict reader made of the key, and both must have read the same one.
 */
async function usageProblem(
  jwk: JsonObject,
  wanted: { readonly kid: string; readonly alg: JwsAlgorithm; readonly spki: Uint8Array },
): Promise<string | null> {
  const { kid, alg, spki } = wanted;
  const pem = toPem(spki, "PUBLIC KEY");
  try {
    // A key that has only a certificate is written out: jose reads none.
    const bare = isBare(jwk) ? await exportJWK(await importSPKI(pem, alg)) : {};
    const set: JSONWebKeySet = JSON.parse(JSON.stringify({ keys: [{ ...jwk, ...bare }] }));
    const key = await createLocalJWKSet(set)({ kid, alg });
    return (await exportSPKI(key)).trim() === pem.trim() ? null : "can be read as two keys";
  } catch (error) {
    return error instanceof errors.JWKSNoMatchingKey ? `is not for ${alg}` : `is none for ${alg}`;
  }
}

/**
 * Microsoft's sets carry RSA keys only as a certificate, without `n` and `e`. Where both stand they must be one key
 * (RFC 7517 section 4.7).
 */
function keyBytes(jwk: JsonObject, chain: SignerChain | null): Result<Uint8Array> {
  const certified = chain?.certificates[0]?.spki ?? null;
  if (isBare(jwk) && certified !== null && jwk["kty"] === "RSA") return ok(certified);
  const own = jwkToSpki(jwk);
  if (!own.ok) return fail("TOKEN_KEY_UNKNOWN", own.failure.detail, "key");
  if (certified !== null && !equalBytes(own.value.spki, certified)) {
    return fail("TOKEN_KEY_UNKNOWN", "the key and its certificate are not of one key", "x5c");
  }
  return ok(own.value.spki);
}

function isBare(jwk: JsonObject): boolean {
  return jwk["n"] === undefined && jwk["x"] === undefined;
}

/** The port checks everything about a key: that it is of the algorithm's kind, its size, its curve. */
export async function importFor(
  { crypto }: TokenTools,
  spki: Uint8Array,
  alg: JwsAlgorithm,
): Promise<Result<PublicKey>> {
  const imported = await crypto.importSpki(JWS_ALGORITHMS[alg].port, spki);
  return imported.ok
    ? imported
    : fail("TOKEN_KEY_UNKNOWN", `the key is none for ${alg}: ${imported.failure.detail}`, "key");
}
