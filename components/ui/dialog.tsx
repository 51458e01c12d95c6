"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { classNames } from "./class-names";

const placements = {
  centre:
    "top-4 left-1/2 max-h-[calc(100dvh-2rem)] -translate-x-1/2 rounded-card border md:top-[12vh] md:max-h-[76vh]",
  left: "inset-y-0 left-0 w-[min(18rem,calc(100vw-3rem))] border-r",
  right: "inset-y-0 right-0 w-[min(30rem,100vw)] border-l",
} as const;

const widths = {
  small: "w-[min(27rem,calc(100vw-2rem))]",
  medium: "w-[min(40rem,calc(100vw-2rem))]",
} as const;

/** Stands over the page as long as it is mounted, keeps the focus inside, closes with Escape and gives the focus back. */
export function Dialog({
  onClose,
  title,
  description,
  placement = "centre",
  size = "medium",
  bare = false,
  onCloseAutoFocus,
  children,
}: {
  /** Null while it ends with an answer only. */
  readonly onClose: (() => void) | null;
  readonly title: string;
  readonly description?: string;
  readonly placement?: keyof typeof placements;
  readonly size?: keyof typeof widths;
  /** Without the title row: the title is for screen readers only. */
  readonly bare?: boolean;
  /** For what gives the focus back to another place than where it was; prevent the event's default. */
  readonly onCloseAutoFocus?: (event: Event) => void;
  readonly children: ReactNode;
}) {
  // Radix looks only after a field with `autoFocus` has taken the focus.
  const [opener] = useState(focusedBefore);
  return (
    <Primitive.Root open onOpenChange={() => onClose?.()}>
      <Primitive.Portal>
        {/* As high as the dialogs: of two that are open, the later one's scrim lies over the earlier one. */}
        <Primitive.Overlay className="fixed inset-0 z-50 bg-scrim" />
        <Primitive.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onCloseAutoFocus={(event) => {
            onCloseAutoFocus?.(event);
            if (event.defaultPrevented || !(opener instanceof HTMLElement)) return;
            if (!opener.isConnected) return;
            event.preventDefault();
            opener.focus();
          }}
          className={classNames(
            "fixed z-50 flex flex-col overflow-hidden bg-raised shadow-overlay",
            placements[placement],
            placement === "centre" && widths[size],
          )}
        >
          {bare ? (
            <Primitive.Title className="sr-only">{title}</Primitive.Title>
          ) : (
            <header className="flex min-h-12 shrink-0 items-start justify-between gap-4 border-b py-2 pr-2 pl-4">
              <Primitive.Title className="min-w-0 py-1.5 text-base font-semibold wrap-anywhere">
                {title}
              </Primitive.Title>
              {onClose ? (
                <Primitive.Close asChild>
                  <Button variant="ghost" size="icon" aria-label="Close">
                    <X aria-hidden />
                  </Button>
                </Primitive.Close>
              ) : null}
            </header>
          )}
          {description ? (
            <Primitive.Description className={bare ? "sr-only" : "px-4 pt-3 text-sm text-muted"}>
              {description}
            </Primitive.Description>
          ) : null}
          <div className="min-h-0 overflow-y-auto">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** What has the focus: for an item of a menu, which goes away with it, the menu's button. */
function focusedBefore(): Element | null {
  if (typeof document === "undefined") return null;
  const focused = document.activeElement;
  const buttonId = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return buttonId ? document.getElementById(buttonId) : focused;
}
