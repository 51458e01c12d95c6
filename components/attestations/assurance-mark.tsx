import { assuranceWord, type Assured, isVouchedFor } from "@/lib/format/assurance";
import type { Assurance } from "@/lib/rats/verdict";

const HEXAGON = "M8 1.2 13.9 4.6v6.8L8 14.8 2.1 11.4V4.6z";

const shapes = {
  hardware: <path d={HEXAGON} fill="currentColor" stroke="none" />,
  "hardware-debug": (
    <>
      <path d={HEXAGON} fill="none" />
      <path d="M2.6 13.4 13.4 2.6" />
    </>
  ),
  "vendor-signed": (
    <>
      <circle cx="8" cy="6.4" r="4.4" fill="none" />
      <path d="M5.6 10.2 4.6 15 8 13.2 11.4 15l-1-4.8M6.4 6.4l1.2 1.2 2.2-2.4" fill="none" />
    </>
  ),
  simulated: <path d={HEXAGON} fill="none" strokeDasharray="2.2 1.8" />,
} satisfies Record<Assurance, React.ReactNode>;

/**
 * What stands behind a verdict, as a shape and a word; `iconOnly` keeps the word for screen readers and hover. Evidence
 * whose signatures do not hold has no shape: nothing stands behind it.
 */
export function AssuranceMark({
  of,
  iconOnly = false,
}: {
  readonly of: Assured;
  readonly iconOnly?: boolean;
}) {
  const { label } = assuranceWord(of);
  return (
    <span
      className="inline-flex items-center gap-1.5 text-sm whitespace-nowrap text-muted"
      title={label}
    >
      {isVouchedFor(of) || iconOnly ? (
        <svg
          viewBox="0 0 16 16"
          aria-hidden
          className="size-4 shrink-0 stroke-current [stroke-width:1.4]"
        >
          {isVouchedFor(of) ? shapes[of.assurance] : <path d="M4.5 8h7" />}
        </svg>
      ) : null}
      <span className={iconOnly ? "sr-only" : undefined}>{label}</span>
    </span>
  );
}
