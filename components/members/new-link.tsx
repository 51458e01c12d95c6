"use client";

import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

/** The one time that a link is on screen, with what its maker has to know. */
export function NewLink({
  path,
  label,
  onDone,
  children,
}: {
  readonly path: string;
  /** What is copied. */
  readonly label: string;
  readonly onDone: () => void;
  readonly children: ReactNode;
}) {
  const address = new URL(path, window.location.origin).href;
  return (
    <div className="flex flex-col gap-4 p-4">
      <Banner tone="warning" title="This link is shown this once">
        {children}
      </Banner>
      <div className="flex items-start gap-2 rounded-control bg-sunken p-3">
        <code className="min-w-0 flex-1 text-xs wrap-anywhere">{address}</code>
        <CopyButton text={address} label={label} />
      </div>
      <Button variant="primary" className="self-start" onClick={onDone}>
        Done
      </Button>
    </div>
  );
}
