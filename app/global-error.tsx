"use client";

import "./globals.css";

/** The last resort, when not even the shell can be drawn: it stands alone, without providers. */
export default function GlobalError({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  return (
    <html lang="en">
      <body className="mx-auto flex min-h-dvh max-w-xl flex-col items-start justify-center gap-3 p-6">
        <title>Attestry could not be drawn</title>
        <h1 className="text-xl font-semibold">Attestry could not be drawn</h1>
        <p className="text-sm text-muted">
          Whoever runs this server finds the cause in its log
          {error.digest ? (
            <>
              {" "}
              under <code>{error.digest}</code>
            </>
          ) : null}
          .
        </p>
        <button
          type="button"
          onClick={reset}
          className="h-8 rounded-control bg-accent-fill px-3 text-sm font-medium text-on-accent"
        >
          Try again
        </button>
      </body>
    </html>
  );
}
