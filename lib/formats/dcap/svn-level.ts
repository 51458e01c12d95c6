import type { JsonObject, JsonValue } from "@/lib/bytes/strict-json";
import { parseUtcTimestamp } from "./rfc3339";
import { asObject, integerMember, isList, textListMember, textMember } from "./signed-json";

/** The status of a TDX module or of a quoting enclave: nothing else is in Intel's vocabulary for them. */
export const SVN_LEVEL_STATUSES = ["UpToDate", "OutOfDate", "Revoked"] as const;
export type SvnLevelStatus = (typeof SVN_LEVEL_STATUSES)[number];

/** One level of a module identity or of a QE identity: everything from this ISV SVN on. */
export interface SvnLevel {
  readonly isvSvn: number;
  readonly status: SvnLevelStatus;
  /** Milliseconds since the epoch. */
  readonly date: number;
  readonly advisoryIds: readonly string[];
}

/** Reads `tcbLevels` of an identity, highest SVN first; null when a level breaks the format or the list is empty. */
export function readSvnLevels(value: JsonValue | undefined): readonly SvnLevel[] | null {
  if (!isList(value) || value.length === 0) return null;
  const levels: SvnLevel[] = [];
  for (const entry of value) {
    const level = readSvnLevel(asObject(entry));
    if (!level || levels.some(({ isvSvn }) => isvSvn === level.isvSvn)) return null;
    levels.push(level);
  }
  return levels.sort((a, b) => b.isvSvn - a.isvSvn);
}

function readSvnLevel(entry: JsonObject | null): SvnLevel | null {
  const isvSvn = integerMember(asObject(entry?.["tcb"]), "isvsvn", { min: 0, max: 0xffff });
  const statusText = textMember(entry, "tcbStatus");
  const status = SVN_LEVEL_STATUSES.find((known) => known === statusText);
  const date = parseUtcTimestamp(textMember(entry, "tcbDate") ?? "");
  const advisoryIds = textListMember(entry, "advisoryIDs");
  if (isvSvn === null || status === undefined || date === null || !advisoryIds) return null;
  return { isvSvn, status, date, advisoryIds };
}

/** The first level, from the top, that the SVN reaches. */
export function findSvnLevel(levels: readonly SvnLevel[], isvSvn: number): SvnLevel | null {
  return levels.find((level) => level.isvSvn <= isvSvn) ?? null;
}
