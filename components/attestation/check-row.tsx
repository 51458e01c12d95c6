import { Link2 } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { StatusIcon } from "@/components/attestations/status-icon";
import { classNames } from "@/components/ui/class-names";
import { Difference } from "@/components/ui/difference";
import { checkStatusWords } from "@/lib/format/words";
import type { Check, CheckStatus } from "@/lib/rats/check";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";

/** Where the parts of a check lead; a function that answers null makes plain text. */
export interface CheckLinks {
  readonly check: (checkId: string) => string;
  readonly source: (source: string, checkId: string) => string | null;
  readonly field: (checkId: string) => string | null;
}

/** One check: state, title and code, expected above actual when they differ, and what it rests on. */
export function CheckRow({
  check,
  selected,
  links,
  prefix = "",
}: {
  readonly check: Check;
  readonly selected: boolean;
  readonly links: CheckLinks | null;
  /** Before the id of the row, where a page shows checks of several parts. */
  readonly prefix?: string;
}) {
  const field = links?.field(check.id) ?? null;
  return (
    <li
      id={`check-${prefix}${check.id}`}
      data-check={check.id}
      tabIndex={-1}
      aria-current={selected ? "true" : undefined}
      className={classNames(
        "group grid scroll-mt-32 grid-cols-[1rem_minmax(0,1fr)] gap-x-3 px-4 py-2.5 text-sm ring-inside",
        selected &&
          (check.status === "fail"
            ? "bg-contraindicated-tint inset-ring inset-ring-contraindicated-line/60"
            : "bg-accent-tint"),
      )}
    >
      <StatusIcon status={check.status} className="mt-0.5" />
      <div className="min-w-0 space-y-1">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <span className={check.status === "skip" ? "text-muted" : "font-medium"}>
            {check.title}
          </span>
          <code className="text-xs text-faint">{check.id}</code>
          {check.code === null ? null : <ReasonCodeText code={check.code} status={check.status} />}
          <span className="ml-auto flex items-baseline gap-3 text-xs">
            {field === null ? null : (
              <Link href={field} className={quietLink}>
                Bytes
              </Link>
            )}
            {links === null ? null : (
              <Link
                href={links.check(check.id)}
                scroll={false}
                aria-label={`Link to the check ${check.title}`}
                className="self-center rounded-sm text-faint opacity-0 group-hover:opacity-100 hover:text-text focus-visible:opacity-100 max-sm:hidden"
              >
                <Link2 aria-hidden className="size-3.5" />
              </Link>
            )}
          </span>
        </div>
        <Outcome check={check} />
        {check.source === null ? null : (
          <p className="text-xs text-muted">
            Rests on{" "}
            <Source source={check.source} href={links?.source(check.source, check.id) ?? null} />
          </p>
        )}
      </div>
    </li>
  );
}

const quietLink =
  "text-muted inline-block leading-6 underline decoration-line-strong underline-offset-2 hover:text-text hover:decoration-text";

function Outcome({ check }: { readonly check: Check }) {
  const { status, detail, expected, actual, code } = check;
  const remedy =
    status === "fail" && code !== null && isReasonCode(code) ? reasonCodeEntry(code).remedy : null;
  return (
    <>
      {status === "skip" ? (
        <p className="text-muted first-letter:uppercase">{detail ?? checkStatusWords.skip.label}</p>
      ) : detail === null ? null : (
        <p className="text-pretty wrap-anywhere first-letter:uppercase">{detail}</p>
      )}
      {expected !== null && actual !== null && status !== "pass" ? (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
          <Compared name="Expected">
            <Marked value={expected} other={actual} />
          </Compared>
          <Compared name="Actual">
            <Marked value={actual} other={expected} />
          </Compared>
        </dl>
      ) : actual === null && expected === null ? null : (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
          {actual === null ? null : <Compared name="Actual">{actual}</Compared>}
          {expected === null || expected === actual ? null : (
            <Compared name="Expected">{expected}</Compared>
          )}
        </dl>
      )}
      {remedy === null ? null : <p className="text-pretty text-muted">{remedy}</p>}
    </>
  );
}

/** Two values of one form are compared digit by digit; a date and a span of dates are not. */
function Marked({ value, other }: { readonly value: string; readonly other: string }) {
  return value.length === other.length ? <Difference value={value} other={other} /> : value;
}

function Compared({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-xs leading-5 text-muted">{name}</dt>
      <dd className="digits text-xs leading-5 wrap-anywhere">{children}</dd>
    </>
  );
}

const codeTones = {
  fail: "text-contraindicated",
  warn: "text-warning",
  skip: "text-indeterminate",
  pass: "text-muted",
} as const satisfies Record<CheckStatus, string>;

/** A reason code, leading to its entry in the reference. */
export function ReasonCodeText({
  code,
  status,
}: {
  readonly code: string;
  readonly status: CheckStatus;
}) {
  return (
    <Link
      href={`/docs/reason-codes#${code}`}
      className={classNames(
        "-my-1 inline-block rounded-sm py-1 text-xs underline decoration-current/40 underline-offset-2 hover:decoration-current",
        codeTones[status],
      )}
    >
      <code>{code}</code>
    </Link>
  );
}

function Source({ source, href }: { readonly source: string; readonly href: string | null }) {
  return href === null ? (
    <>{source}</>
  ) : (
    <Link href={href} className={quietLink}>
      {source}
    </Link>
  );
}
