import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** Names and values in two columns; under 640 px the value stands below its name. */
export function KeyValueList({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return <dl className={classNames("divide-y text-sm", className)}>{children}</dl>;
}

export function KeyValue({
  name,
  hint,
  children,
}: {
  readonly name: ReactNode;
  /** The field dictionary's sentence, shown when the pointer rests on the name. */
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div className="grid gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[minmax(8rem,13rem)_minmax(0,1fr)]">
      <dt className="text-muted" title={hint}>
        {name}
      </dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}
