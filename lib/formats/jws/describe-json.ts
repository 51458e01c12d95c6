import { latin1, utf8 } from "@/lib/bytes/text";
import type { Field } from "@/lib/rats/inspection";
import { claimDescription } from "./claim-dictionary";
import type { JsonSpan } from "./json-spans";
import type { ByteRange } from "./jws";

export interface JsonPlace {
  /** The JSON document itself. */
  readonly bytes: Uint8Array;
  readonly id: string;
  readonly name: string;
  /** Where bytes of the document are in the evidence; the same place when absent. */
  readonly place?: (start: number, end: number) => ByteRange;
}

/** A JSON document as a tree of fields. */
export function describeJson(span: JsonSpan, given: JsonPlace): Field {
  const place = given.place ?? ((start, end) => ({ offset: start, length: end - start }));
  return field(span, { ...given, place, json: latin1(given.bytes) });
}

function field(
  span: JsonSpan,
  given: Required<JsonPlace> & { /** One character per byte. */ readonly json: string },
): Field {
  const { json, place, id, name } = given;
  const text = jsonText(json.slice(span.start, span.end));
  const isNested = span.kind === "object" || span.kind === "array";
  const { description, specification } = claimDescription(span.name);
  return {
    ...place(span.start, span.end),
    id,
    name,
    kind: isNested ? "structure" : span.kind === "integer" ? "integer" : "text",
    value: isNested ? null : span.kind === "text" ? unquoted(text) : text,
    meaning: isNested ? countOf(span) : timeOf(span, text),
    description,
    specification,
    reserved: false,
    bits: [],
    children: span.children.map((child) => {
      const childName = jsonText(child.name ?? "");
      return field(child, { ...given, id: `${id}.${childName}`, name: childName });
    }),
  };
}

function countOf({ kind, children }: JsonSpan): string {
  const unit = kind === "object" ? "member" : "item";
  return `${children.length} ${unit}${children.length === 1 ? "" : "s"}`;
}

const TIMES: readonly (string | null)[] = ["exp", "nbf", "iat", "auth_time"];

function timeOf({ name, kind }: JsonSpan, text: string): string | null {
  const seconds = Number(text);
  if (kind !== "integer" || !TIMES.includes(name) || !(Math.abs(seconds) < 8e12)) return null;
  return new Date(seconds * 1000).toISOString();
}

/** One character per byte, read as the UTF-8 that it is. */
function jsonText(bytes: string): string {
  const codes = Uint8Array.from(bytes, (character) => character.charCodeAt(0));
  return utf8(codes) ?? bytes;
}

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}
