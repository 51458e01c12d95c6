"use client";

import { useEffect, useState } from "react";

/** Seconds until something may be tried again. */
export function useCountdown(): readonly [
  secondsLeft: number,
  start: (seconds: number | null) => void,
] {
  const [endsAtMs, setEndsAtMs] = useState(0);
  const [nowMs, setNowMs] = useState(0);
  const secondsLeft = Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000));
  const isRunning = secondsLeft > 0;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNowMs(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isRunning]);
  const start = (seconds: number | null) => {
    const startMs = Date.now();
    setNowMs(startMs);
    setEndsAtMs(startMs + (seconds ?? 0) * 1000);
  };
  return [secondsLeft, start];
}
