"use client";

import { useSyncExternalStore } from "react";

const CHANGED = "attestry:setting";

/** A choice of this person about how things look, kept in this browser. The server draws `fallback`. */
export function useStoredSetting(
  name: string,
  fallback: string,
): readonly [value: string, store: (value: string) => void] {
  const key = `attestry.${name}`;
  const value = useSyncExternalStore(
    subscribe,
    () => window.localStorage.getItem(key) ?? fallback,
    () => fallback,
  );
  const store = (next: string) => {
    window.localStorage.setItem(key, next);
    window.dispatchEvent(new Event(CHANGED));
  };
  return [value, store];
}

function subscribe(notify: () => void): () => void {
  window.addEventListener(CHANGED, notify);
  window.addEventListener("storage", notify);
  return () => {
    window.removeEventListener(CHANGED, notify);
    window.removeEventListener("storage", notify);
  };
}
