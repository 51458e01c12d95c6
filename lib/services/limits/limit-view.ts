import {
  type Allowance,
  LIMIT_CLASS_NAMES,
  LIMIT_SCOPES,
  type LimitClass,
  type LimitScope,
  type LimitTable,
} from "@/lib/access/limit-class";
import type { LimitSetting, LimitUse, NamedLimitSetting } from "@/lib/contract/limits";
import type { BucketRow } from "@/lib/store/limit-buckets";
import {
  EVERYBODY,
  type LimitKey,
  type LimitRow,
  type NamedLimitRow,
} from "@/lib/store/limit-settings";

/** A setting, or the default that holds without one. */
export function limitSetting(
  limits: LimitTable,
  { scope, limitClass, subjectId }: LimitKey,
  row: Pick<LimitRow, "perMinute" | "burst" | "updatedAt"> | null,
): LimitSetting {
  const usual = limits[limitClass][scope];
  const { perMinute, burst } = row ?? usual;
  return {
    ...{ scope, limitClass, perMinute, burst },
    subjectId: subjectId === EVERYBODY ? null : subjectId,
    default: { perMinute: usual.perMinute, burst: usual.burst },
    updatedAt: row?.updatedAt.toISOString() ?? null,
  };
}

/** Each scope of each class, and then what is set for single keys and people. */
export function allSettings(
  limits: LimitTable,
  rows: readonly NamedLimitRow[],
): NamedLimitSetting[] {
  const general = LIMIT_CLASS_NAMES.flatMap((limitClass) =>
    LIMIT_SCOPES.map((scope) => {
      const key = { scope, limitClass, subjectId: EVERYBODY };
      const row = rows.find((one) => isOf(one, key)) ?? null;
      return { ...limitSetting(limits, key, row), name: null };
    }),
  );
  const single = rows.flatMap((row) => {
    const limitClass = LIMIT_CLASS_NAMES.find((name) => name === row.limitClass);
    // A class of another version is nobody's business here.
    if (limitClass === undefined || row.subjectId === EVERYBODY) return [];
    return [{ ...limitSetting(limits, { ...row, limitClass }, row), name: row.name }];
  });
  return [...general, ...single];
}

function isOf(row: LimitRow, { scope, limitClass, subjectId }: LimitKey): boolean {
  return row.scope === scope && row.limitClass === limitClass && row.subjectId === subjectId;
}

/** What a bucket holds now, as the database would compute it at the next request. */
export function limitUse(
  bucket: BucketRow,
  {
    settings,
    organizationName,
    now,
  }: { settings: readonly LimitSetting[]; organizationName: string; now: Date },
): LimitUse | null {
  const [scopeText = "", subjectId = "", classText = ""] = bucket.key.split("/");
  const scope = LIMIT_SCOPES.find((name) => name === scopeText);
  const limitClass = LIMIT_CLASS_NAMES.find((name) => name === classText);
  if (scope === undefined || limitClass === undefined) return null;
  const { perMinute, burst } = allowanceOf(settings, { scope, limitClass, subjectId });
  const minutes = Math.max(0, now.getTime() - bucket.filledAt.getTime()) / 60_000;
  const tokens = Math.min(burst, bucket.tokens + minutes * perMinute);
  const name = scope === "organization" ? organizationName : bucket.name;
  return { scope, limitClass, subjectId, name, perMinute, burst, tokens: Math.max(0, tokens) };
}

function allowanceOf(
  settings: readonly LimitSetting[],
  {
    scope,
    limitClass,
    subjectId,
  }: { scope: LimitScope; limitClass: LimitClass; subjectId: string },
): Allowance {
  const same = settings.filter((one) => one.scope === scope && one.limitClass === limitClass);
  const found =
    same.find((one) => one.subjectId === subjectId) ?? same.find((one) => one.subjectId === null);
  if (found === undefined) throw new Error(`no limit for ${scope} and ${limitClass}`);
  return found;
}
