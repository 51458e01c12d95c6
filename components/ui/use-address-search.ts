"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

/**
 * The query of the address, and a way to change it that is no new page: the server is not asked, which would make every
 * key wait.
 *
 * Next hands a changed address out as a transition, some frames later. Two keys in that time would both start from the
 * old one, and a text field would lose letters; so this reads the address itself.
 */
export function useAddressSearch(): readonly [
  URLSearchParams,
  (changes: Readonly<Record<string, string | null>>) => void,
] {
  const pathname = usePathname();
  const fromServer = useSearchParams().toString();
  const text = useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => (fromServer === "" ? "" : `?${fromServer}`),
  );
  const search = useMemo(() => new URLSearchParams(text), [text]);
  const change = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      window.history.replaceState(null, "", query === "" ? pathname : `${pathname}?${query}`);
      for (const listener of listeners) listener();
    },
    [pathname],
  );
  return [search, change];
}
