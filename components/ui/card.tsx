import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

/** A surface with a hairline border. `simulated` draws the dashed outline that simulated evidence always carries. */
export function Card({
  className,
  simulated = false,
  ...rest
}: ComponentProps<"section"> & { readonly simulated?: boolean }) {
  return (
    <section
      className={classNames(
        "min-w-0 rounded-card border bg-surface",
        simulated && "border-dashed border-line-strong",
        className,
      )}
      {...rest}
    />
  );
}

/** Title row of a card: heading, an optional note under it, and actions at the right. */
export function CardHeader({
  title,
  id,
  note,
  actions,
  level = 2,
}: {
  readonly title: ReactNode;
  readonly id?: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly level?: 2 | 3;
}) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2 last:border-b-0 has-[+:empty]:border-b-0">
      <div className="min-w-0">
        <Heading id={id} className="text-base font-semibold">
          {title}
        </Heading>
        {note ? <p className="text-sm text-muted">{note}</p> : null}
      </div>
      {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
    </header>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div className={classNames("p-4", className)} {...rest} />;
}
