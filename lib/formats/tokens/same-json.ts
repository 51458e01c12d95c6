import { isJsonObject, type JsonValue } from "@/lib/bytes/strict-json";

/** Deep equality of JSON: the same type, the same items in the same order, the same members in any. */
export function sameJson(actual: JsonValue | undefined, wanted: unknown): boolean {
  if (Array.isArray(actual)) {
    const items: readonly unknown[] | null = Array.isArray(wanted) ? wanted : null;
    return (
      items !== null &&
      items.length === actual.length &&
      actual.every((item, index) => sameJson(item, items[index]))
    );
  }
  if (isJsonObject(actual)) {
    if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted)) return false;
    const members = new Map<string, unknown>(Object.entries(wanted));
    const names = Object.keys(actual);
    return (
      names.length === members.size &&
      names.every((name) => members.has(name) && sameJson(actual[name], members.get(name)))
    );
  }
  return actual !== undefined && actual === wanted;
}
