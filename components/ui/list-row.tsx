import type { ReactNode } from "react";

/** A row of a list in a card: what it is, a line of details under it, and at the right what can be done. */
export function ListRow({
  icon,
  title,
  detail,
  children,
}: {
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  readonly detail: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5 text-sm">
      <div className="flex min-w-0 flex-1 basis-64 items-center gap-3">
        {icon ? <span className="shrink-0 text-muted [&>svg]:size-4">{icon}</span> : null}
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">{title}</p>
          <p className="text-xs text-muted">{detail}</p>
        </div>
      </div>
      {children ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">{children}</div>
      ) : null}
    </li>
  );
}
