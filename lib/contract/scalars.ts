import { z } from "zod";

/** Lower or upper case, whole bytes, never empty: an expectation of nothing is a mistake, not "not asked". */
export const hexSchema = z
  .string()
  .regex(/^(?:[0-9a-fA-F]{2})+$/, "expected hex digits, two for each byte")
  .max(2 * 65536)
  .meta({ description: "hexadecimal bytes" });

export const hexListSchema = z.array(hexSchema).max(1000);

/** RFC 3339 with a zone. */
export const timestampSchema = z.iso
  .datetime({ offset: true })
  .meta({ description: "RFC 3339 date and time" });

export const sha256HexSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
export const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/);
export const idSchema = z.uuid().meta({ description: "UUIDv7" });
