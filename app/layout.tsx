import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import "./globals.css";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Attestry", template: "%s · Attestry" },
  description: "Judges TEE evidence, keeps the verdicts and explains them.",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // Every page shows stored verdicts, so none is drawn at build time.
  await connection();
  return (
    // The theme's class is set before the first paint, by a script that React does not know of.
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers startMs={requestTimeMs()}>{children}</Providers>
      </body>
    </html>
  );
}

/** The clock of relative times starts at the request, so that server and browser draw the same text. */
function requestTimeMs(): number {
  return Date.now();
}
