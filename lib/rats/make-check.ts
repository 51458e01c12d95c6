import type { Check, CheckGroup } from "./check";
import type { ReasonCode } from "./reason-codes";

/** What a check is about, before it is known how it went. */
export interface CheckBase {
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
  readonly source?: string | null;
}

export interface CheckValues {
  readonly detail?: string | null;
  readonly expected?: string | null;
  readonly actual?: string | null;
}

function make(
  base: CheckBase,
  outcome: Pick<Check, "status" | "code">,
  values: CheckValues = {},
): Check {
  return {
    id: base.id,
    group: base.group,
    status: outcome.status,
    title: base.title,
    code: outcome.code,
    detail: values.detail ?? null,
    expected: values.expected ?? null,
    actual: values.actual ?? null,
    source: base.source ?? null,
  };
}

/** The only way to make a check: a failure and a warning always have a code, a pass never has one. */
export const checkOf = {
  pass: (base: CheckBase, values?: CheckValues): Check =>
    make(base, { status: "pass", code: null }, values),
  fail: (base: CheckBase, code: ReasonCode, values?: CheckValues): Check =>
    make(base, { status: "fail", code }, values),
  warn: (base: CheckBase, code: ReasonCode, values?: CheckValues): Check =>
    make(base, { status: "warn", code }, values),
  /** Nobody asked; says so. */
  notAsked: (base: CheckBase, detail = "not asked"): Check =>
    make(base, { status: "skip", code: null }, { detail }),
  /** Can't be judged because something that it stands on failed or is missing. */
  skip: (base: CheckBase, detail: string): Check =>
    make(base, { status: "skip", code: null }, { detail }),
  /** Left out for a reason that the verdict must reflect. */
  skipWith: (base: CheckBase, code: ReasonCode, values: CheckValues): Check =>
    make(base, { status: "skip", code }, values),
};
