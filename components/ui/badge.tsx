import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** The tones that state may have; each is a word or an icon as well, never colour alone. */
export const tones = {
  affirming: "border-affirming-line/50 bg-affirming-tint text-affirming",
  warning: "border-warning-line/50 bg-warning-tint text-warning",
  contraindicated: "border-contraindicated-line/50 bg-contraindicated-tint text-contraindicated",
  indeterminate: "border-indeterminate-line/50 bg-indeterminate-tint text-indeterminate",
  drift: "border-drift-line/50 bg-drift-tint text-drift",
  pending: "border-pending-line/50 bg-pending-tint text-pending",
  neutral: "border-line bg-sunken text-muted",
} as const;
export type Tone = keyof typeof tones;

export function Badge({
  tone = "neutral",
  icon,
  children,
  className,
}: {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <span
      className={classNames(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap [&>svg]:size-3.5 [&>svg]:shrink-0",
        tones[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}
