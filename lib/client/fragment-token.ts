"use client";

import { useSyncExternalStore } from "react";

const kept: { token: string | null | undefined } = { token: undefined };

/**
 * The token of a link (`#token=…`): browsers send fragments nowhere, and it is taken out of the address at once, so that it
 * stays in no history and on no screenshot. Undefined until the page runs, null without one.
 */
export function useFragmentToken(): string | null | undefined {
  return useSyncExternalStore(
    subscribe,
    () => kept.token,
    () => undefined,
  );
}

function subscribe(notify: () => void): () => void {
  const take = () => {
    const token = /^#token=([\w-]{20,100})$/.exec(window.location.hash)?.[1];
    if (token !== undefined) {
      kept.token = token;
      window.history.replaceState(window.history.state, "", window.location.pathname);
    }
    kept.token ??= null;
    notify();
  };
  take();
  window.addEventListener("hashchange", take);
  return () => window.removeEventListener("hashchange", take);
}
