"use client";

import { createContext, useContext, useEffect, useState } from "react";

const TICK_MS = 5000;
const ClockContext = createContext(0);

/**
 * One clock for every relative time on the page. It starts with the moment of the server's rendering, so that the first
 * picture in the browser is the same, and moves on every five seconds.
 */
export function ClockProvider({
  startMs,
  children,
}: {
  readonly startMs: number;
  readonly children: React.ReactNode;
}) {
  const [nowMs, setNowMs] = useState(startMs);
  useEffect(() => {
    const tick = () => setNowMs(Date.now());
    const first = setTimeout(tick, 0);
    const timer = setInterval(tick, TICK_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, []);
  return <ClockContext value={nowMs}>{children}</ClockContext>;
}

/** Milliseconds since 1970, at most five seconds old. */
export function useNow(): number {
  return useContext(ClockContext);
}
