"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleUser, LogOut, UserCheck, UserCog } from "lucide-react";
import Link from "next/link";
import { useSession } from "@/components/session/use-session";
import { RoleBadges } from "@/components/session/role-badges";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { api } from "@/lib/client/api";
import { goAfresh } from "@/lib/client/go-afresh";
import { deleteSession } from "@/lib/contract/operations/sessions";

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const session = useSession();
  const signOut = useMutation({
    mutationFn: () => api(deleteSession, {}),
    onSuccess: () => goAfresh("/sign-in"),
  });
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label="Account" disabled={signOut.isPending}>
          <CircleUser aria-hidden />
        </Button>
      }
    >
      {session ? (
        <div className="flex max-w-72 flex-col gap-1 px-2 py-1.5 text-sm">
          <span className="truncate font-medium">{session.person.name}</span>
          <span className="truncate text-muted">{session.person.email}</span>
          <RoleBadges roles={session.roles} />
        </div>
      ) : null}
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/account">
          <UserCog aria-hidden />
          Account and sessions
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link href="/roles">
          <UserCheck aria-hidden />
          What each role may do
        </Link>
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={() => signOut.mutate()}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
