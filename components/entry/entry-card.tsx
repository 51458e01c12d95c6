import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";

/** What is asked here, a line about it, and the form. */
export function EntryCard({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Card className="flex flex-col gap-5 p-5 sm:p-6">
      <div>
        <h1 className="text-xl font-semibold text-balance wrap-anywhere">{title}</h1>
        {note ? (
          <div className="mt-1 text-sm text-pretty wrap-anywhere text-muted">{note}</div>
        ) : null}
      </div>
      {children}
    </Card>
  );
}
