import { fromBase64 } from "@/lib/bytes/base64";
import { concatBytes, equalBytes } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { JsonObject } from "@/lib/bytes/strict-json";
import { textAt } from "@/lib/formats/tokens/claim-reader";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { attesterPart, attesterType, heldData, reportDataOf } from "./claims";

const EMPTY = new Uint8Array(0);

/**
 * The report data holds a digest of nonce.val ‖ nonce.iat ‖ held data: SHA-512 for TDX, SHA-256 and zeros for SGX (Intel
 * Trust Authority, "Attestation tokens"). Recomputed here, so that a nonce in the token is the one that the hardware
 * reported, and not only one that the service was told.
 */
export async function reportDataCheck(crypto: CryptoPort, claims: JsonObject): Promise<Check> {
  const base: CheckBase = {
    id: "token.reportData",
    group: "binding",
    title: "Report data binds nonce and held data",
    source: "the token's verifier_nonce and attester_held_data",
  };
  const part = attesterPart(claims);
  const read = (name: string) => {
    const text = textAt(part, name) ?? textAt(claims, name);
    return text === null ? EMPTY : fromBase64(text);
  };
  const [value, issued] = [read("verifier_nonce.val"), read("verifier_nonce.iat")];
  const held = textAt(part, "attester_held_data") === null ? EMPTY : heldData(claims);
  if (value === null || issued === null || held === null) {
    const detail = "nonce or held data are not base64";
    return checkOf.fail(base, "REPORT_DATA_MISMATCH", { detail });
  }
  const bound = concatBytes(value, issued, held);
  if (bound.length === 0) {
    return checkOf.pass(base, { detail: "the token has neither; nothing is claimed to be bound" });
  }
  const isTdx = attesterType(claims) === "TDX";
  const digest = await crypto.digest(isTdx ? "SHA-512" : "SHA-256", bound);
  const wanted = isTdx ? digest : concatBytes(digest, new Uint8Array(32));
  const actual = reportDataOf(claims);
  const bytes = actual === null ? null : fromHex(actual);
  const values = { expected: toHex(wanted), actual };
  return bytes !== null && equalBytes(bytes, wanted)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "REPORT_DATA_MISMATCH", values);
}
