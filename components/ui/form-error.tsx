import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** Why a form was not taken, above its buttons; said aloud when it appears. */
export function FormError({
  code,
  children,
}: {
  readonly code?: string | null;
  readonly children: ReactNode;
}) {
  return (
    <div
      role="alert"
      className="flex items-start gap-2 rounded-control border border-contraindicated-line/50 bg-contraindicated-tint px-2.5 py-2 text-sm text-contraindicated"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        {children} {code ? <code className="text-xs">{code}</code> : null}
      </div>
    </div>
  );
}
