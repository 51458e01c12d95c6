"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { ClockProvider } from "@/components/ui/clock";
import { TooltipProvider } from "@/components/ui/tooltip";
import { getQueryClient } from "@/lib/client/query-client";

export function Providers({
  startMs,
  children,
}: {
  readonly startMs: number;
  readonly children: ReactNode;
}) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      <QueryClientProvider client={getQueryClient()}>
        <ClockProvider startMs={startMs}>
          <TooltipProvider delayDuration={300} skipDelayDuration={200}>
            {children}
          </TooltipProvider>
        </ClockProvider>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
