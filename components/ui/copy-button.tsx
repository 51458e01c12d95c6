"use client";

import { Check, Copy } from "lucide-react";
import { Button } from "./button";
import { useCopy } from "./use-copy";

/** Copies `text`. With children it is a labelled button, without it an icon. */
export function CopyButton({
  text,
  label,
  children,
}: {
  readonly text: string | (() => string);
  /** What is copied, for example "evidence as hex". */
  readonly label: string;
  readonly children?: React.ReactNode;
}) {
  const { copied, copy } = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <Button
      size={children ? "small" : "icon-small"}
      variant={children ? "secondary" : "ghost"}
      aria-label={copied ? `Copied ${label}` : `Copy ${label}`}
      onClick={() => copy(typeof text === "function" ? text() : text)}
    >
      <Icon aria-hidden />
      {children}
    </Button>
  );
}
