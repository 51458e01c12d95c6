import type { ReactNode } from "react";

/** Title of a page, one line about it, and what can be done. */
export function PageHeader({
  title,
  note,
  actions,
}: {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold">{title}</h1>
        {note ? <p className="mt-0.5 max-w-3xl text-sm text-pretty text-muted">{note}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  );
}
