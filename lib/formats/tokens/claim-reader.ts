import { isJsonObject, type JsonObject, type JsonValue } from "@/lib/bytes/strict-json";

/**
 * A claim by its dotted name: `submods.container.image_digest`. A member whose own name has dots wins over a path. Lists
 * are not entered. Undefined when there is none.
 */
export function claimAt(claims: JsonObject, path: string): JsonValue | undefined {
  const own = claims[path];
  if (own !== undefined) return own;
  for (let dot = path.indexOf("."); dot > 0; dot = path.indexOf(".", dot + 1)) {
    const inner = claims[path.slice(0, dot)];
    if (isJsonObject(inner)) {
      const found = claimAt(inner, path.slice(dot + 1));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

export function textAt(claims: JsonObject, path: string): string | null {
  const value = claimAt(claims, path);
  return typeof value === "string" ? value : null;
}

export function objectAt(claims: JsonObject, path: string): JsonObject | null {
  const value = claimAt(claims, path);
  return isJsonObject(value) ? value : null;
}

/** The texts of a claim that is a text or a list of texts; empty for anything else. */
export function textsAt(claims: JsonObject, path: string): readonly string[] {
  const value = claimAt(claims, path);
  const list: readonly (JsonValue | undefined)[] = Array.isArray(value) ? value : [value];
  return list.filter((one) => typeof one === "string");
}

/** A claim as people read it: texts as they are, lists of them with commas, everything else as JSON. */
export function claimText(value: JsonValue | undefined): string {
  if (value === undefined) return "not in this token";
  if (typeof value === "string") return value;
  const isTexts = Array.isArray(value) && value.every((one) => typeof one === "string");
  return isTexts ? value.join(", ") : JSON.stringify(value);
}

/** Longest value that is worth a line of its own: keys and signatures are not. */
const MAX_TEXT = 256;
/** Claims that have a place of their own in a result. */
const ELSEWHERE = ["iss", "aud", "exp", "nbf", "iat"];

/**
 * Names under which knobs look for what a service says in its own words. A claim that only has such a name, by an
 * instance's own rules, must not answer for one that is missing.
 */
const OWN_NAMES = [
  ...["familyId", "imageId", "reportId", "guestSvn", "vmpl", "migrationAllowed", "smtAllowed"],
  ...["tdAttributes", "xfam", "seamAttributes", "attributes", "isvProdId", "isvSvn"],
  ...["devices", "driverVersion", "vbiosVersion", "vendor", "modelId", "modelVersion"],
];

/** Texts, numbers and truth values by their dotted names, for a result's attributes; long values are left out. */
export function flatClaims(claims: JsonObject): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(claims)) {
    if (!ELSEWHERE.includes(name) && !OWN_NAMES.includes(name)) flatten(claims[name], name, flat);
  }
  return flat;
}

/** Writes into `flat`: tokens have up to a hundred claims, and merging an object for each costs more than verifying. */
function flatten(value: JsonValue | undefined, path: string, flat: Record<string, string>): void {
  if (value === undefined || value === null) return;
  if (isJsonObject(value)) {
    for (const name of Object.keys(value)) flatten(value[name], `${path}.${name}`, flat);
    return;
  }
  if (Array.isArray(value) && value.some((one) => typeof one === "object")) return;
  const text = claimText(value);
  if (text.length <= MAX_TEXT) flat[path] = text;
}
