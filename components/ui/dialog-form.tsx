import type { FormEvent, ReactNode } from "react";
import { describeError } from "@/lib/client/api-error";
import { FormError } from "./form-error";

/** A form that fills a dialog: its fields scroll, while its buttons and why it was not taken stay in sight. */
export function DialogForm({
  onSubmit,
  problem = null,
  error = null,
  actions,
  children,
}: {
  readonly onSubmit: () => void;
  /** What has to be put right before it is sent. */
  readonly problem?: string | null;
  /** What the API answered instead of taking it. */
  readonly error?: unknown;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const refused = error ? describeError(error) : null;
  return (
    <form onSubmit={submit}>
      <div className="flex flex-col gap-4 p-4">{children}</div>
      <footer className="sticky bottom-0 flex flex-col gap-3 border-t bg-raised px-4 py-3">
        {problem !== null ? <FormError>{problem}</FormError> : null}
        {problem === null && refused ? (
          <FormError code={refused.code}>{refused.detail}</FormError>
        ) : null}
        <div className="flex flex-wrap items-center gap-2">{actions}</div>
      </footer>
    </form>
  );
}
