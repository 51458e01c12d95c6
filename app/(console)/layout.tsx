import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/shell/console-shell";
import { RAIL_COOKIE } from "@/components/shell/rail-cookie";

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const rail = (await cookies()).get(RAIL_COOKIE)?.value;
  return <ConsoleShell initiallyNarrow={rail === "narrow"}>{children}</ConsoleShell>;
}
