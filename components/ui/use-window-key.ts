"use client";

import { useEffect, useEffectEvent } from "react";

/** Hears keys wherever the focus is, but not with a modifier, while text is composed, or under an open dialog. */
export function useWindowKey(onKey: (event: KeyboardEvent) => void): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"]')) return;
    onKey(event);
  });
  useEffect(() => {
    window.addEventListener("keydown", handle);
    return () => window.removeEventListener("keydown", handle);
  }, []);
}
