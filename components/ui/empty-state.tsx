import type { ReactNode } from "react";

/** What will be here, one primary action, one line on how it gets filled by itself. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      {icon ? <div className="text-faint [&>svg]:size-6">{icon}</div> : null}
      <p className="text-base font-semibold">{title}</p>
      {children ? <div className="max-w-md text-sm text-pretty text-muted">{children}</div> : null}
      {action ? <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
