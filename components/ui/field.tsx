"use client";

import { CircleAlert } from "lucide-react";
import { Switch as SwitchPrimitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names";

const control =
  "w-full min-w-0 rounded-control border border-line-strong bg-surface px-2.5 text-sm text-text placeholder:text-faint hover:border-muted disabled:cursor-not-allowed disabled:bg-sunken disabled:text-faint aria-invalid:border-contraindicated-line dark:bg-sunken";

export interface FieldControl {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
}

/** Label above, help below, the error where it happened with its code. The child gets the ids to spread. */
export function Field({
  label,
  help,
  error,
  errorCode,
  optional = false,
  children,
}: {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly errorCode?: string | null;
  readonly optional?: boolean;
  readonly children: (control: FieldControl) => ReactNode;
}) {
  const id = useId();
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy = classNames(help ? helpId : null, error ? errorId : null);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="flex items-baseline justify-between gap-2 text-sm font-medium">
        {label}
        {optional ? <span className="text-xs font-normal text-faint">optional</span> : null}
      </label>
      {children({
        id,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {error ? (
        <p id={errorId} className="flex items-start gap-1.5 text-xs text-contraindicated">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span>
            {error} {errorCode ? <code>{errorCode}</code> : null}
          </span>
        </p>
      ) : null}
      {help ? (
        <p id={helpId} className="text-xs text-muted">
          {help}
        </p>
      ) : null}
    </div>
  );
}

export function Input({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return <input type={type} className={classNames(control, "h-8", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={classNames(control, "py-2", className)} {...rest} />;
}

/** The browser's own list: it works with every keyboard, screen reader and phone. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={classNames(control, "h-8 pr-7", className)} {...rest} />;
}

export function Checkbox({
  label,
  help,
  ...rest
}: Omit<ComponentProps<"input">, "type"> & {
  readonly label: ReactNode;
  readonly help?: ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input
        id={id}
        type="checkbox"
        aria-describedby={help ? `${id}-help` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-accent-fill"
        {...rest}
      />
      <div className="min-w-0 text-sm">
        <label htmlFor={id}>{label}</label>
        {help ? (
          <p id={`${id}-help`} className="text-xs text-muted">
            {help}
          </p>
        ) : null}
      </div>
    </div>
  );
}

export function Switch({
  label,
  checked,
  onCheckedChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 text-sm">
      <SwitchPrimitive.Root
        id={id}
        checked={checked}
        onCheckedChange={onCheckedChange}
        className="h-5 w-9 shrink-0 rounded-full border border-line-strong bg-sunken p-px transition-colors data-[state=checked]:border-transparent data-[state=checked]:bg-accent-fill"
      >
        <SwitchPrimitive.Thumb className="block size-4 rounded-full bg-muted transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent" />
      </SwitchPrimitive.Root>
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
