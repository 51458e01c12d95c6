import {
  type Allowance,
  LIMIT_CLASSES,
  LIMIT_CLASS_NAMES,
  type LimitClass,
  type LimitScope,
} from "@/lib/access/limit-class";
import type { Limits, LimitUse, NamedLimitSetting } from "@/lib/contract/limits";
import { scopeWords } from "./limit-words";

/** What a limit is for, what it is, and what it would be without a setting of its own. */
export interface LimitTarget {
  readonly scope: LimitScope;
  readonly limitClass: LimitClass;
  /** Null: for each key or person without a setting of its own, or for the organization. */
  readonly subjectId: string | null;
  readonly who: string;
  readonly allowance: Allowance;
  readonly otherwise: Allowance;
  readonly isSet: boolean;
}

/** `Reading, each key` */
export function targetWords({ limitClass, subjectId, who }: LimitTarget): string {
  const whose = subjectId === null ? who.toLowerCase() : who;
  return `${LIMIT_CLASSES[limitClass].words}, ${whose}`;
}

/** Every setting, by class: what each key, each person and the organization may do, then who has a limit of their own. */
export function limitTargets({ settings }: Pick<Limits, "settings">): readonly LimitTarget[] {
  return LIMIT_CLASS_NAMES.flatMap((limitClass) =>
    settings
      .filter((setting) => setting.limitClass === limitClass)
      .map((setting) => targetOf(setting, settings)),
  );
}

function targetOf(setting: NamedLimitSetting, settings: readonly NamedLimitSetting[]): LimitTarget {
  const { scope, limitClass, subjectId, name, updatedAt } = setting;
  return {
    ...{ scope, limitClass, subjectId },
    who: subjectId === null ? scopeWords[scope] : (name ?? `A ${scope} that is gone`),
    allowance: setting,
    otherwise: subjectId === null ? setting.default : generalOf(settings, setting),
    isSet: updatedAt !== null,
  };
}

/** The limit of whoever drew from this bucket: their own, or one that they could be given. */
export function targetOfUse({ settings }: Pick<Limits, "settings">, use: LimitUse): LimitTarget {
  const { scope, limitClass, subjectId, name } = use;
  const isOwn = (one: NamedLimitSetting) =>
    one.scope === scope && one.limitClass === limitClass && one.subjectId === subjectId;
  const own = settings.find(isOwn);
  if (own !== undefined) return targetOf(own, settings);
  return {
    ...{ scope, limitClass, subjectId },
    who: name ?? subjectId,
    allowance: use,
    otherwise: generalOf(settings, use),
    isSet: false,
  };
}

/** What holds for each of them. */
function generalOf(
  settings: readonly NamedLimitSetting[],
  of: Pick<LimitTarget, "scope" | "limitClass"> & Allowance,
): Allowance {
  return (
    settings.find(
      (one) => one.scope === of.scope && one.limitClass === of.limitClass && one.subjectId === null,
    ) ?? of
  );
}

/** The emptiest of the buckets that a limit fills; the API's list begins with the emptiest. */
export function emptiestOf(
  use: readonly LimitUse[],
  { scope, limitClass, subjectId }: LimitTarget,
): LimitUse | null {
  return (
    use.find(
      (one) =>
        one.scope === scope &&
        one.limitClass === limitClass &&
        (subjectId === null || one.subjectId === subjectId),
    ) ?? null
  );
}
