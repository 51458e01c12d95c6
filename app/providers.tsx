"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useInsertionEffect, useState } from "react";
import { ClockProvider } from "@/components/ui/clock";
import { TooltipProvider } from "@/components/ui/tooltip";
import { getQueryClient } from "@/lib/client/query-client";

export function Providers({
  startMs,
  nonce,
  children,
}: {
  readonly startMs: number;
  readonly nonce: string;
  readonly children: ReactNode;
}) {
  // The browser holds a page to the policy that came with its document, whatever is asked of the server later.
  const [documentNonce] = useState(nonce);
  // Dialogs of radix add a style that keeps the page behind them from scrolling: this runs before any effect of theirs.
  useInsertionEffect(() => setNonce(documentNonce), [documentNonce]);
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      nonce={documentNonce}
    >
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
