import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import "./globals.css";
import { NONCE_HEADER } from "@/lib/http/page-policy";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Attestry", template: "%s · Attestry" },
  description: "Judges TEE evidence, keeps the verdicts and explains them.",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // Asking for the request's headers keeps every page from being drawn at build time, without a nonce and without data.
  const nonce = (await headers()).get(NONCE_HEADER) ?? "";
  return (
    // The theme's class is set before the first paint, by a script that React does not know of.
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers startMs={requestTimeMs()} nonce={nonce}>
          {children}
        </Providers>
      </body>
    </html>
  );
}

/** The clock of relative times starts at the request, so that server and browser draw the same text. */
function requestTimeMs(): number {
  return Date.now();
}
