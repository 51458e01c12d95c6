import { readCbor } from "@/lib/bytes/cbor";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { fail, ok, type Result } from "@/lib/rats/result";
import { COSE_ALGORITHMS } from "./sign1";

/** IANA "COSE Key Types", "COSE Elliptic Curves" and "COSE Key Common Parameters" (RFC 9052 section 7, RFC 9053 section 7.1). */
const KEY_TYPE = 1;
const KEY_ALGORITHM = 3;
const CURVE = -1;
const X = -2;
const Y = -3;
const EC2 = 2;
const P384 = 2;

/**
 * x‖y of a COSE_Key for ECDSA on P-384: both coordinates of 48 bytes, nothing else but the algorithm ES384. Whether the
 * point is on the curve is for the import.
 */
export function readP384Key(bytes: Uint8Array): Result<Uint8Array> {
  const read = readCbor(bytes, "COSE_INVALID", { maxDepth: 1, maxItems: 16 });
  if (!read.ok) return read;
  if (read.value.kind !== "map") return refused("not a map");
  const { entries } = read.value;
  const known = [KEY_TYPE, KEY_ALGORITHM, CURVE, X, Y];
  const stray = [...entries.keys()].find((key) => typeof key !== "number" || !known.includes(key));
  if (stray !== undefined) return refused(`parameter ${stray} has no place here`);
  const integer = (key: number) => {
    const item = entries.get(key)?.value;
    return item?.kind === "integer" ? item.value : undefined;
  };
  if (integer(KEY_TYPE) !== EC2 || integer(CURVE) !== P384) return refused("not a key on P-384");
  if (entries.has(KEY_ALGORITHM) && integer(KEY_ALGORITHM) !== COSE_ALGORITHMS.ES384) {
    return refused("a key for another algorithm than ES384");
  }
  const x = entries.get(X)?.value;
  const y = entries.get(Y)?.value;
  if (x?.kind !== "bytes" || y?.kind !== "bytes") return refused("no point of two coordinates");
  return x.value.length === 48 && y.value.length === 48
    ? ok(concatBytes(x.value, y.value))
    : refused("coordinates that are not 48 bytes");
}

function refused(detail: string) {
  return fail("COSE_INVALID", `key: ${detail}`, "cose.key");
}
