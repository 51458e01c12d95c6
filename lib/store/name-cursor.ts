import { fromBase64Url, toBase64Url } from "@/lib/bytes/base64";
import { utf8, utf8Bytes } from "@/lib/bytes/text";
import { fail, ok, type Result } from "@/lib/rats/result";

/** A place in a list that is sorted by name: two may have one name. */
export interface NameCursor {
  readonly name: string;
  readonly id: string;
}

const CURSOR = /^([\w-]+)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Opaque text for URLs. */
export function writeNameCursor({ name, id }: NameCursor): string {
  return `${toBase64Url(utf8Bytes(name))}.${id}`;
}

/** A failure is `REQUEST_INVALID`. */
export function readNameCursor(text: string): Result<NameCursor> {
  const [, encoded = "", id] = CURSOR.exec(text) ?? [];
  const bytes = fromBase64Url(encoded);
  const name = bytes === null ? null : utf8(bytes);
  // The database keeps no text with a zero in it, so no page ended there.
  if (id === undefined || name === null || name.includes("\0")) {
    return fail("REQUEST_INVALID", "not a cursor of this list", "cursor");
  }
  return ok({ name, id });
}
