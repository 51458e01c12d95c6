import type { ReactNode } from "react";
import { Mark } from "@/components/shell/mark";
import { ThemeMenu } from "@/components/shell/theme-menu";

/** The way in: one card in the middle, nothing of the console around it. */
export function EntryFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-bar shrink-0 items-center justify-between px-4">
        <span className="flex items-center gap-2 text-lg font-semibold">
          <Mark className="size-5 text-accent" />
          Attestry
        </span>
        <ThemeMenu />
      </header>
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center gap-4 px-4 pt-4 pb-24">
        {children}
      </main>
    </div>
  );
}
