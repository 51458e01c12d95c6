"use client";

import { type ReactNode, useState } from "react";
import { SessionEnded } from "@/components/session/session-ended";
import { StepUpProvider } from "@/components/session/step-up";
import { Dialog } from "@/components/ui/dialog";
import { CommandPalette } from "./command-palette";
import { KeyboardHelp } from "./keyboard-help";
import { OrganizationSwitcher } from "./organization-switcher";
import { Navigation, Rail } from "./rail";
import { RAIL_COOKIE } from "./rail-cookie";
import { TopBar } from "./top-bar";
import { useShortcuts } from "./use-shortcuts";

type Overlay = "palette" | "help" | "navigation" | null;

/** Rail, top bar, overlays and the keyboard around every page. */
export function ConsoleShell({
  initiallyNarrow,
  children,
}: {
  readonly initiallyNarrow: boolean;
  readonly children: ReactNode;
}) {
  const [narrow, setNarrow] = useState(initiallyNarrow);
  const [overlay, setOverlay] = useState<Overlay>(null);
  const close = () => setOverlay(null);
  useShortcuts({
    onPalette: () => setOverlay("palette"),
    onHelp: () => setOverlay("help"),
  });
  const changeNarrow = (next: boolean) => {
    setNarrow(next);
    document.cookie = `${RAIL_COOKIE}=${next ? "narrow" : "wide"}; path=/; max-age=31536000; samesite=lax`;
  };

  return (
    <StepUpProvider>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-accent-fill px-3 py-2 text-sm font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="flex min-h-dvh">
        <Rail narrow={narrow} onNarrowChange={changeNarrow} />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar
            onPalette={() => setOverlay("palette")}
            onNavigation={() => setOverlay("navigation")}
          />
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto flex w-full max-w-page flex-1 flex-col gap-6 px-4 py-6 outline-none md:px-6"
          >
            {children}
          </main>
        </div>
      </div>
      {overlay === "navigation" ? (
        <Dialog onClose={close} title="Attestry" placement="left">
          <div className="border-b p-2">
            <OrganizationSwitcher />
          </div>
          <Navigation onNavigate={close} />
        </Dialog>
      ) : null}
      {overlay === "palette" ? (
        <CommandPalette onClose={close} onHelp={() => setOverlay("help")} />
      ) : null}
      {overlay === "help" ? <KeyboardHelp onClose={close} /> : null}
      <SessionEnded />
    </StepUpProvider>
  );
}
