"use client";

import { Check } from "lucide-react";
import { shortenDigest, withoutAlgorithm } from "@/lib/format/digest";
import { classNames } from "./class-names";
import { Difference } from "./difference";
import { Tooltip } from "./tooltip";
import { useCopy } from "./use-copy";

/**
 * A digest or any other long hex value: shortened in the middle, whole on hover and focus, copied by a click.
 * `full` shows all of it, wrapped; `compareWith` fades what is equal and marks the first difference.
 */
export function Digest({
  value,
  label,
  full = false,
  compareWith,
  className,
}: {
  readonly value: string;
  /** What it is, for the accessible name: "evidence digest". */
  readonly label?: string;
  readonly full?: boolean;
  readonly compareWith?: string | null;
  readonly className?: string;
}) {
  const { copied, copy } = useCopy();
  const hex = withoutAlgorithm(value);
  const shown =
    compareWith != null ? (
      <Difference
        value={full ? hex : shortenDigest(hex)}
        other={full ? withoutAlgorithm(compareWith) : shortenDigest(compareWith)}
      />
    ) : full ? (
      hex
    ) : (
      shortenDigest(hex)
    );
  const button = (
    <button
      type="button"
      onClick={(event) => {
        event.stopPropagation();
        event.preventDefault();
        copy(hex);
      }}
      aria-label={`${label ?? "value"} ${full ? hex : shortenDigest(hex)}, ${copied ? "copied" : "copy"}`}
      className={classNames(
        "relative -mx-1 rounded-sm px-1 text-left digits transition-colors hover:bg-hover",
        full ? "wrap-anywhere" : "whitespace-nowrap",
        className,
      )}
    >
      {shown}
      {copied ? (
        <span className="absolute inset-y-0 right-0 flex items-center rounded-sm bg-hover px-1 text-affirming">
          <Check aria-hidden className="size-3.5" />
        </span>
      ) : null}
    </button>
  );
  if (full) return button;
  return (
    <Tooltip
      content={
        <>
          <span className="digits">{value}</span>
          <span className="mt-0.5 block text-faint">{copied ? "Copied" : "Click to copy"}</span>
        </>
      }
    >
      {button}
    </Tooltip>
  );
}
