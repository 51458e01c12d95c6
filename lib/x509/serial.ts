import { derUnsigned, type DerNode } from "@/lib/bytes/der";
import { toHex } from "@/lib/bytes/hex";

/**
 * A serial number as lower-case hex without leading zeros ("0" for zero), so that certificate and CRL compare as
 * numbers. Null for a negative one, or one over 20 bytes (RFC 5280 section 4.1.2.2).
 */
export function readSerial(node: DerNode): string | null {
  const magnitude = derUnsigned(node);
  if (magnitude === null || magnitude.length > 20) return null;
  const hex = toHex(magnitude);
  return hex.startsWith("0") ? hex.slice(1) : hex;
}
