"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef } from "react";
import { useMay } from "@/components/session/use-session";
import { isTyping } from "@/components/ui/is-typing";
import { useWindowKey } from "@/components/ui/use-window-key";
import { allPlaces } from "./navigation";
import { SEARCH_INPUT_ID } from "./search-input-id";

const SEQUENCE_MS = 1200;

/** `g` and a letter go somewhere, `/` searches, `?` helps, Ctrl or Cmd with K opens the palette. */
export function useShortcuts({
  onPalette,
  onHelp,
}: {
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}): void {
  const router = useRouter();
  const may = useMay();
  const wentAtMs = useRef(-Infinity);

  useWindowKey((event) => {
    if (isTyping(event.target)) return;
    const isSecond = event.timeStamp - wentAtMs.current < SEQUENCE_MS;
    wentAtMs.current = event.key === "g" ? event.timeStamp : -Infinity;
    if (isSecond) {
      const place = allPlaces.find(({ key, permission }) => key === event.key && may(permission));
      if (!place) return;
      event.preventDefault();
      router.push(place.href);
      return;
    }
    if (event.key === "?") onHelp();
    if (event.key === "/") {
      event.preventDefault();
      const input = document.getElementById(SEARCH_INPUT_ID);
      if (input && input.offsetParent !== null) input.focus();
      else onPalette();
    }
  });

  const openPalette = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onPalette();
  });
  useEffect(() => {
    window.addEventListener("keydown", openPalette);
    return () => window.removeEventListener("keydown", openPalette);
  }, []);
}
