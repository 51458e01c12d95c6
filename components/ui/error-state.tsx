import { Unplug } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";

/**
 * A fault of the service, which is no verdict and has no colour of one: what failed, its code, who can fix it, the
 * request id, and a way to try again.
 */
export function ErrorState({
  title,
  code,
  detail,
  requestId,
  onRetry,
  children,
}: {
  readonly title: string;
  readonly code?: string | null;
  readonly detail?: string | null;
  readonly requestId?: string | null;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <div
      role="alert"
      className="flex flex-col items-start gap-3 rounded-card border border-line-strong bg-surface px-4 py-4"
    >
      <div className="flex items-start gap-2.5">
        <Unplug aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <div className="min-w-0">
          <p className="text-base font-semibold">{title}</p>
          {detail ? <p className="mt-0.5 text-sm text-pretty">{detail}</p> : null}
          {code || requestId ? (
            <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-muted">
              {code ? <code>{code}</code> : null}
              {requestId ? (
                <span>
                  Request <code>{requestId}</code>
                </span>
              ) : null}
            </p>
          ) : null}
        </div>
      </div>
      {onRetry || children ? (
        <div className="flex flex-wrap gap-2 pl-6.5">
          {onRetry ? (
            <Button size="small" onClick={onRetry}>
              Try again
            </Button>
          ) : null}
          {children}
        </div>
      ) : null}
    </div>
  );
}
