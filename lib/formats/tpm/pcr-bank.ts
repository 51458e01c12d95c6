import { fromHex } from "@/lib/bytes/hex";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { isJsonObject, type JsonValue } from "@/lib/bytes/strict-json";
import { fail, ok, type Result } from "@/lib/rats/result";
import { bankNamed, type HashAlgorithm } from "./algorithms";
import type { PcrSelection } from "./attest";

/** PCR values that came beside a quote; worth nothing before they hash to what was signed. */
export interface PcrBank {
  readonly bank: HashAlgorithm;
  readonly values: ReadonlyMap<number, Uint8Array>;
}

/** The bitmap of a quote has at most four octets. */
const MAX_PCRS = 32;

/** PCR 0, 1, 2 … as hex, of the bank that the quote selects. */
export function readPcrList(value: JsonValue | undefined, bank: HashAlgorithm): Result<PcrBank> {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_PCRS) {
    return refused("not a list of 1 to 32 values");
  }
  return readValues(
    value.map((item, index): [string, JsonValue | undefined] => [`${index}`, item]),
    bank,
  );
}

/** `{"sha256": {"0": "hex", …}}` with exactly one bank. */
export function readPcrBanks(value: JsonValue | undefined): Result<PcrBank> {
  const [entry, ...others] = isJsonObject(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0) return refused("not exactly one bank");
  const [name, values] = entry;
  const bank = bankNamed(name);
  if (bank === null) return refused(`there is no bank ${JSON.stringify(name)}`);
  return isJsonObject(values)
    ? readValues(Object.entries(values), bank)
    : refused("a bank holds values by PCR number");
}

function readValues(
  entries: readonly [string, JsonValue | undefined][],
  bank: HashAlgorithm,
): Result<PcrBank> {
  const values = new Map<number, Uint8Array>();
  for (const [index, item] of entries) {
    if (!/^(0|[1-9]\d?)$/.test(index) || Number(index) >= MAX_PCRS) {
      return refused(`there is no PCR ${JSON.stringify(index)}`);
    }
    const bytes = typeof item === "string" ? fromHex(item, bank.size) : null;
    if (bytes === null) return refused(`PCR ${index} is not ${bank.size} bytes of hex`);
    values.set(Number(index), bytes);
  }
  return values.size === 0 ? refused("no PCR value") : ok({ bank, values });
}

/** The values are exactly those of the signed selection: same bank, same registers. */
export function isSelection({ bank, values }: PcrBank, selection: PcrSelection): boolean {
  return (
    bank.id === selection.bank.id &&
    values.size === selection.pcrs.length &&
    selection.pcrs.every((pcr) => values.has(pcr))
  );
}

/**
 * TPM2_Quote's pcrDigest: the hash of the *signing scheme* over the selected values in ascending order (TPM 2.0 Library,
 * Part 3, “TPM2_Quote”). Null when a selected value is missing.
 */
export async function pcrDigest(
  crypto: CryptoPort,
  { values }: PcrBank,
  given: { readonly selection: PcrSelection; readonly hash: HashAlgorithm },
): Promise<Uint8Array | null> {
  const parts = given.selection.pcrs.map((pcr) => values.get(pcr));
  const present = parts.filter((part) => part !== undefined);
  return present.length === parts.length
    ? crypto.digest(given.hash.digest, concatBytes(...present))
    : null;
}

function refused(detail: string) {
  return fail("TPM_QUOTE_INVALID", `the PCR values are not readable: ${detail}`, "pcrs");
}
