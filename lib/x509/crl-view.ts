import type { CrlView } from "@/lib/rats/inspection";
import { parseCrl } from "./crl";
import { readCrlText } from "./pem";
import { toUtcTimestamp } from "./utc-timestamp";

/** A revocation list for people; nothing when there is none, or none that can be read. Nothing is verified. */
export function describeCrl(
  id: string,
  label: string,
  text: string | undefined,
): readonly CrlView[] {
  const der = text === undefined ? null : readCrlText(text, "COLLATERAL_INVALID");
  const crl = der?.ok ? parseCrl(der.value, "COLLATERAL_INVALID") : null;
  if (!crl?.ok) return [];
  const { issuer, thisUpdate, nextUpdate, crlNumber, revoked } = crl.value;
  return [
    {
      id,
      label,
      issuer,
      thisUpdate: toUtcTimestamp(thisUpdate),
      nextUpdate: nextUpdate === null ? null : toUtcTimestamp(nextUpdate),
      crlNumber,
      revokedSerials: revoked.size,
    },
  ];
}
