"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Building2, Keyboard } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { type ReactNode, useState } from "react";
import { useMay, useSession } from "@/components/session/use-session";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { searchQuery } from "@/lib/client/overview";
import { switchOrganization } from "@/lib/client/switch-organization";
import { allPlaces } from "./navigation";
import { SearchHitLine } from "./search-hit-line";
import { listOfTerm, searchTerm } from "./search-term";
import { themes } from "./theme-menu";

/** Everything that the shell can do, by typing: places, themes, help, and attestations by digest. */
export function CommandPalette({
  onClose,
  onHelp,
}: {
  readonly onClose: () => void;
  readonly onHelp: () => void;
}) {
  return (
    <Dialog
      onClose={onClose}
      title="Command palette"
      description="Type a command, a digest or an id; arrow keys move, Enter chooses."
      bare
    >
      <PaletteContent onClose={onClose} onHelp={onHelp} />
    </Dialog>
  );
}

/** Mounted when the dialog opens, so that it starts empty each time. */
function PaletteContent({
  onClose,
  onHelp,
}: {
  readonly onClose: () => void;
  readonly onHelp: () => void;
}) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const may = useMay();
  const session = useSession();
  const elsewhere = (session?.organizations ?? []).filter(
    ({ id }) => id !== session?.organization?.id,
  );
  const switchTo = useMutation({ mutationFn: (id: string) => switchOrganization(id) });
  const [text, setText] = useState("");
  const term = may("attestation:read") ? searchTerm(text) : null;
  const { data } = useQuery({ ...searchQuery(term ?? ""), enabled: term !== null });
  const hits = term === null ? [] : (data?.hits ?? []);
  const listHref = listOfTerm(term);
  const go = (href: string) => {
    onClose();
    router.push(href);
  };

  return (
    <Command label="Command palette" loop className="flex flex-col">
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Go to, search a digest or id, change the theme"
        className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-faint"
      />
      <Command.List className="max-h-[60vh] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-sm text-muted">
          No command and no stored digest begins like this.
        </Command.Empty>
        {hits.length > 0 ? (
          <Group heading="Attestations">
            {hits.map((hit) => (
              <Item
                key={`${hit.attestationId}-${hit.kind}-${hit.name}`}
                // The typed text is part of the value, so that the palette's own filter keeps the server's hits.
                value={`${text} ${hit.attestationId} ${hit.name}`}
                onSelect={() => go(`/attestations/${hit.attestationId}`)}
              >
                <SearchHitLine hit={hit} term={term ?? ""} />
              </Item>
            ))}
            {listHref === null ? null : (
              <Item value={`${text} list`} onSelect={() => go(listHref)}>
                <span className="text-accent">
                  List every attestation with <code>{term}…</code>
                </span>
              </Item>
            )}
          </Group>
        ) : null}
        <Group heading="Go to">
          {allPlaces
            .filter(({ permission }) => may(permission))
            .map((place) => (
              <Item key={place.href} value={place.label} onSelect={() => go(place.href)}>
                <place.icon aria-hidden className="size-4 text-muted" />
                {place.label}
                <span className="ml-auto flex gap-0.5">
                  <Kbd>g</Kbd>
                  <Kbd>{place.key}</Kbd>
                </span>
              </Item>
            ))}
          <Item value="Account" onSelect={() => go("/account")}>
            <span className="pl-6.5">Your account</span>
          </Item>
          <Item value="API reference" onSelect={() => go("/docs/api")}>
            <span className="pl-6.5">API reference</span>
          </Item>
          <Item value="Reason codes" onSelect={() => go("/docs/reason-codes")}>
            <span className="pl-6.5">Reason codes</span>
          </Item>
        </Group>
        {elsewhere.length > 0 ? (
          <Group heading="Act in another organization">
            {elsewhere.map(({ id, name }) => (
              <Item
                key={id}
                value={`Switch to ${name} ${id}`}
                onSelect={() => {
                  onClose();
                  switchTo.mutate(id);
                }}
              >
                <Building2 aria-hidden className="size-4 text-muted" />
                <span className="truncate">Switch to {name}</span>
              </Item>
            ))}
          </Group>
        ) : null}
        <Group heading="Theme and help">
          {themes.map((theme) => (
            <Item
              key={theme.id}
              value={`Theme ${theme.label}`}
              onSelect={() => {
                setTheme(theme.id);
                onClose();
              }}
            >
              <theme.icon aria-hidden className="size-4 text-muted" />
              Theme: {theme.label.toLowerCase()}
            </Item>
          ))}
          <Item value="Keyboard shortcuts help" onSelect={onHelp}>
            <Keyboard aria-hidden className="size-4 text-muted" />
            Keyboard shortcuts
            <span className="ml-auto">
              <Kbd>?</Kbd>
            </span>
          </Item>
        </Group>
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  value,
  onSelect,
  children,
}: {
  readonly value: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 py-1.5 text-sm data-[selected=true]:bg-hover"
    >
      {children}
    </Command.Item>
  );
}
