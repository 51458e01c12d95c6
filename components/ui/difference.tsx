import { firstDifference } from "@/lib/format/digest";

/** `value` beside `other`: what is equal from the start is faint, the first character that differs is marked. */
export function Difference({ value, other }: { readonly value: string; readonly other: string }) {
  const at = firstDifference(value, other);
  if (at === -1) return <span className="text-faint">{value}</span>;
  return (
    <>
      <span className="text-faint">{value.slice(0, at)}</span>
      <mark className="rounded-sm bg-drift-tint font-semibold text-drift underline decoration-drift-line decoration-2 underline-offset-2">
        {value.slice(at, at + 1) || "∅"}
      </mark>
      <span>{value.slice(at + 1)}</span>
    </>
  );
}
