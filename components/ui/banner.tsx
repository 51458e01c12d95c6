import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { type Tone, tones } from "./badge";
import { classNames } from "./class-names";

const icons = {
  affirming: Info,
  warning: TriangleAlert,
  contraindicated: CircleAlert,
  indeterminate: Info,
  drift: TriangleAlert,
  pending: Info,
  neutral: Info,
} as const satisfies Record<Tone, typeof Info>;

/** Something that holds for the whole view: a dead upstream, claims that are not verified. */
export function Banner({
  tone = "neutral",
  title,
  children,
  action,
}: {
  readonly tone?: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  const Icon = icons[tone];
  return (
    <div
      className={classNames(
        "flex items-start gap-2.5 rounded-card border px-3 py-2.5 text-sm",
        tones[tone],
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {children ? <div className="mt-0.5 text-text">{children}</div> : null}
      </div>
      {action ? <div className="shrink-0">{action}</div> : null}
    </div>
  );
}
