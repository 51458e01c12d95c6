import { equalBytes } from "@/lib/bytes/equal-bytes";
import { latin1, utf8Bytes } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { readEfiVariable } from "./efi-variable";
import type { LoggedEvent } from "./event-log";
import { EVENT_TYPES } from "./layout";
import { digestWith, type ReplayedHash } from "./replay-event-log";

/**
 * How far an event's data can be believed, once its digest is. `measured`: the digest is of this data. `value`: of the
 * variable's value alone, so its name is not vouched for. `unmeasured`: the digest is of something that is not in the
 * log, which is as it should be for this type. `contradicted`: the type says that the data is measured, and it was not.
 */
export type DataStanding = "measured" | "value" | "unmeasured" | "contradicted" | "nothing";

/** What boot loaders put before the text that they measure. */
const TEXT_PREFIXES = [
  "grub_cmd: ",
  "grub_cmd ",
  "grub_kernel_cmdline ",
  "kernel_cmdline: ",
  "module_cmdline: ",
] as const;

/** Compares by the bank that is signed: the digests of other banks are as free as the data. */
export async function dataStanding(
  event: LoggedEvent,
  { crypto, hash }: { crypto: CryptoPort; hash: ReplayedHash },
): Promise<DataStanding> {
  if (event.name !== null) return "measured"; // whoever read the log computed the digest from name and data
  if (event.isStripped) return "unmeasured";
  const covers = EVENT_TYPES.get(event.type)?.covers ?? "other";
  if (covers === "nothing") return "nothing";
  const digest = event.digests.get(hash);
  if (digest === undefined) return "unmeasured";
  const isDigestOf = async (data: Uint8Array) =>
    equalBytes(await digestWith(crypto, hash, data), digest);
  if (await isDigestOf(event.data)) return "measured";
  switch (covers) {
    case "data":
      return "contradicted";
    case "variable": {
      const variable = readEfiVariable(event.data);
      return variable !== null && (await isDigestOf(variable.value)) ? "value" : "unmeasured";
    }
    case "text": {
      for (const text of measuredTexts(event.data)) {
        if (await isDigestOf(utf8Bytes(text))) return "measured";
      }
      return "unmeasured";
    }
    case "other":
      return "unmeasured";
  }
}

/** The texts that a boot loader may have measured for what it wrote into the log. */
function measuredTexts(data: Uint8Array): readonly string[] {
  const [text = ""] = latin1(data).split("\0", 1);
  const prefix = TEXT_PREFIXES.find((known) => text.startsWith(known));
  const texts = prefix === undefined ? [text] : [text, text.slice(prefix.length)];
  return [...texts, ...texts.map((one) => `${one}\0`)];
}
