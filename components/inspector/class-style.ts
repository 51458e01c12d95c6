import type { ByteClass } from "./byte-classes";

/** Colour and form of each class: what matters is told by an underline too, never by colour alone. */
export const byteTextClasses = {
  structure: "text-muted",
  equal: "text-affirming",
  different:
    "text-contraindicated font-semibold underline decoration-wavy decoration-contraindicated-line underline-offset-2",
  ignored: "text-text",
  reserved: "text-faint",
  "reserved-set": "text-warning font-semibold underline decoration-dotted underline-offset-2",
  unread: "text-faint italic",
} as const satisfies Record<ByteClass, string>;

export const byteFillClasses = {
  structure: "fill-line",
  equal: "fill-affirming-line",
  different: "fill-contraindicated-line",
  ignored: "fill-line-strong",
  reserved: "fill-sunken",
  "reserved-set": "fill-warning-line",
  unread: "fill-indeterminate-tint",
} as const satisfies Record<ByteClass, string>;

export const byteDotClasses = {
  structure: "bg-line",
  equal: "bg-affirming-line",
  different: "bg-contraindicated-line",
  ignored: "bg-line-strong",
  reserved: "border border-line-strong",
  "reserved-set": "bg-warning-line",
  unread: "border border-dashed border-line-strong",
} as const satisfies Record<ByteClass, string>;

export const byteClassLabels = {
  structure: "framing",
  equal: "compared, fits",
  different: "compared, differs",
  ignored: "not asked",
  reserved: "reserved, zero",
  "reserved-set": "reserved, not zero",
  unread: "not read",
} as const satisfies Record<ByteClass, string>;
