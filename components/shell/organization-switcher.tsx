"use client";

import { useMutation } from "@tanstack/react-query";
import { ChevronsUpDown, PencilLine, Plus } from "lucide-react";
import { useState } from "react";
import { ROLE_TABLE } from "@/lib/access/roles";
import { CreateOrganizationDialog } from "@/components/session/create-organization-dialog";
import { RenameOrganizationDialog } from "@/components/session/rename-organization-dialog";
import { useMay, useSession } from "@/components/session/use-session";
import { classNames } from "@/components/ui/class-names";
import { Menu, MenuItem, MenuLabel, MenuRadioGroup, MenuSeparator } from "@/components/ui/menu";
import { switchOrganization } from "@/lib/client/switch-organization";
import { Mark } from "./mark";

/** Where this person acts, and where else they could. */
export function OrganizationSwitcher({ narrow = false }: { readonly narrow?: boolean }) {
  const session = useSession();
  const may = useMay();
  const [naming, setNaming] = useState<"new" | "this" | null>(null);
  const { mutate, isPending } = useMutation({ mutationFn: (id: string) => switchOrganization(id) });
  const close = () => setNaming(null);
  const name = session?.organization?.name ?? "No organization";
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            disabled={isPending}
            aria-label={`Organization ${name}`}
            title={name}
            className={classNames(
              "flex h-9 min-w-0 items-center gap-2.5 rounded-control text-left ring-inside transition-colors hover:bg-hover",
              narrow ? "w-9 justify-center" : "w-full px-2",
            )}
          >
            <Mark className="size-5 shrink-0 text-accent" />
            {narrow ? null : (
              <>
                <span className="min-w-0 flex-1 truncate text-base font-semibold">{name}</span>
                <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint" />
              </>
            )}
          </button>
        }
      >
        <MenuLabel>
          {session?.organizations.length === 0
            ? "You are a member of no organization"
            : "Organizations"}
        </MenuLabel>
        <MenuRadioGroup
          value={session?.organization?.id ?? null}
          options={(session?.organizations ?? []).map((organization) => ({
            value: organization.id,
            label: (
              <span className="max-w-64 min-w-0">
                <span className="block truncate font-medium">{organization.name}</span>
                <span className="block truncate text-xs text-muted">
                  {organization.roles.map((role) => ROLE_TABLE[role].label).join(", ")}
                </span>
              </span>
            ),
          }))}
          onValueChange={mutate}
        />
        {may("organization:manage") ? (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => setNaming("this")}>
              <PencilLine aria-hidden />
              Rename this organization
            </MenuItem>
            <MenuItem onSelect={() => setNaming("new")}>
              <Plus aria-hidden />
              Create an organization
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {naming === "new" ? <CreateOrganizationDialog onClose={close} /> : null}
      {naming === "this" ? <RenameOrganizationDialog name={name} onClose={close} /> : null}
    </>
  );
}
