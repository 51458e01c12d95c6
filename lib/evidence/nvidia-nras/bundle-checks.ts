import { fromHex, toHex } from "@/lib/bytes/hex";
import { equalBytes } from "@/lib/bytes/equal-bytes";
import { isJsonObject, type JsonObject, type JsonValue } from "@/lib/bytes/strict-json";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { claimText, textAt } from "@/lib/formats/tokens/claim-reader";
import type { BundledToken } from "@/lib/formats/tokens/nvidia-bundle";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";

const OVERALL = "the overall token";

/**
 * How the parts of a bundle hang together: the overall token names each device with the digest of its token, nobody is
 * missing or added, all carry one nonce, and no device stands for two (RFC 9711 section 4.2.18.2, detached submodules).
 */
export async function bundleChecks(
  crypto: CryptoPort,
  overall: JsonObject,
  devices: readonly BundledToken[],
): Promise<readonly Check[]> {
  return [
    resultCheck(overall),
    devicesCheck(overall, devices),
    ...(await Promise.all(devices.map((device) => digestCheck(crypto, overall, device)))),
    nonceCheck(overall, devices),
    distinctCheck(devices),
  ];
}

function resultCheck(overall: JsonObject): Check {
  const base: CheckBase = {
    id: "bundle.result",
    group: "policy",
    title: "The verifier found every device good",
    source: OVERALL,
  };
  const result = overall["x-nvidia-overall-att-result"];
  const values = { expected: "true", actual: claimText(result).slice(0, 64) };
  return result === true
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "DEVICE_REJECTED", values);
}

function submodules(overall: JsonObject): JsonObject {
  const { submods } = overall;
  return isJsonObject(submods) ? submods : {};
}

function devicesCheck(overall: JsonObject, devices: readonly BundledToken[]): Check {
  const base: CheckBase = {
    id: "bundle.devices",
    group: "binding",
    title: "Bundle has the devices that the overall token names",
    source: OVERALL,
  };
  const named = Object.keys(submodules(overall)).sort();
  const there = devices.map(({ name }) => name).sort();
  const values = { expected: named.join(", ") || "none", actual: there.join(", ") || "none" };
  const isSame = named.length === there.length && named.every((name, i) => name === there[i]);
  return isSame && named.length > 0
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "BUNDLE_MISMATCH", values);
}

/** `["DIGEST", ["SHA-256", hex]]`; the local verifier writes the name without the hyphen. */
async function digestCheck(
  crypto: CryptoPort,
  overall: JsonObject,
  { name, text }: BundledToken,
): Promise<Check> {
  const base: CheckBase = {
    id: `bundle.digest.${name}`,
    group: "binding",
    title: `Overall token has the digest of ${name}'s token`,
    source: OVERALL,
  };
  const listed = listedDigest(submodules(overall)[name]);
  const digest = await crypto.digest("SHA-256", text);
  const values = { expected: listed === null ? "a SHA-256" : toHex(listed), actual: toHex(digest) };
  return listed !== null && equalBytes(listed, digest)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "BUNDLE_MISMATCH", values);
}

function listedDigest(value: JsonValue | undefined): Uint8Array | null {
  const [tag, digest, ...rest] = list(value);
  const [algorithm, hex, ...more] = list(digest);
  const isKnown = algorithm === "SHA-256" || algorithm === "SHA256";
  if (tag !== "DIGEST" || rest.length > 0 || more.length > 0 || !isKnown) return null;
  return typeof hex === "string" ? fromHex(hex, 32) : null;
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function nonceCheck(overall: JsonObject, devices: readonly BundledToken[]): Check {
  const base: CheckBase = {
    id: "bundle.nonces",
    group: "binding",
    title: "Every device answered the same nonce",
    source: OVERALL,
  };
  const nonce = textAt(overall, "eat_nonce");
  const others = devices.filter(({ jws }) => textAt(jws.claims, "eat_nonce") !== nonce);
  const expected = nonce ?? "a nonce";
  return nonce !== null && nonce !== "" && others.length === 0
    ? checkOf.pass(base, { expected })
    : checkOf.fail(base, "BUNDLE_MISMATCH", {
        expected,
        actual: others.map(({ name }) => name).join(", ") || "no nonce",
      });
}

/** One good device must not answer for several. */
function distinctCheck(devices: readonly BundledToken[]): Check {
  const base: CheckBase = {
    id: "bundle.distinct",
    group: "binding",
    title: "Every token is of another device",
    source: "ueid of each device's token",
  };
  const ids = devices.map(({ jws }) => textAt(jws.claims, "ueid"));
  const isDistinct =
    ids.every((id) => id !== null && id !== "") && new Set(ids).size === ids.length;
  const actual = ids.map((id) => id ?? "none").join(", ");
  return isDistinct
    ? checkOf.pass(base, { actual })
    : checkOf.fail(base, "BUNDLE_MISMATCH", { actual });
}
