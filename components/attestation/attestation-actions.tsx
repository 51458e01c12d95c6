"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, ChevronLeft, ChevronRight, Ellipsis, MonitorCheck } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { PermittedButton } from "@/components/session/permitted-button";
import { useMay } from "@/components/session/use-session";
import { Button, ButtonLink } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useCopy } from "@/components/ui/use-copy";
import { api } from "@/lib/client/api";
import { describeError } from "@/lib/client/api-error";
import { attestationKeys } from "@/lib/client/attestations";
import type { Attestation } from "@/lib/contract/attestations";
import { reverifyAttestation } from "@/lib/contract/operations";
import { attestationHref, sameTabHref } from "./attestation-paths";

/** What can be done with a stored attestation. */
export function AttestationActions({
  attestation,
  onVerifyInBrowser,
}: {
  readonly attestation: Attestation;
  readonly onVerifyInBrowser: () => void;
}) {
  const { id } = attestation;
  const may = useMay();
  const router = useRouter();
  const neighbours = neighboursOf(attestation, usePathname());
  const client = useQueryClient();
  const { copied, copy } = useCopy();
  const reverify = useMutation({
    mutationFn: (as: "then" | "now") =>
      api(reverifyAttestation, {
        params: { id },
        body: { as },
        idempotencyKey: crypto.randomUUID(),
      }),
    onSuccess: async (judged) => {
      client.setQueryData(attestationKeys.detail(judged.id), judged);
      router.push(attestationHref(judged.id));
      await client.invalidateQueries({ queryKey: attestationKeys.all });
    },
  });
  const problem = reverify.isError ? describeError(reverify.error) : null;
  const evidenceHref = `/api/v1/attestations/${id}/evidence`;
  return (
    <div className="flex flex-col items-start gap-2 md:items-end">
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={onVerifyInBrowser}>
          <MonitorCheck aria-hidden className="max-sm:hidden" />
          Verify in this browser
        </Button>
        {may("attestation:submit") ? (
          <Menu
            trigger={
              <Button disabled={reverify.isPending}>
                {reverify.isPending ? "Verifying…" : "Verify again"}
                <ChevronDown aria-hidden />
              </Button>
            }
          >
            <MenuItem onSelect={() => reverify.mutate("then")}>
              <MenuText title="As then" note="Same moment, same collateral, same policy" />
            </MenuItem>
            <MenuItem onSelect={() => reverify.mutate("now")}>
              <MenuText title="As now" note="This moment, current collateral" />
            </MenuItem>
          </Menu>
        ) : (
          <PermittedButton permission="attestation:submit">Verify again</PermittedButton>
        )}
        <Menu
          trigger={
            <Button size="icon" aria-label={copied ? "Copied, more actions" : "More actions"}>
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          {neighbours.map(({ label, href }) => (
            <MenuItem key={label} asChild>
              <Link href={href}>{label}</Link>
            </MenuItem>
          ))}
          <MenuItem asChild>
            <a href={evidenceHref} download={`${id}.quote.bin`}>
              Download evidence
            </a>
          </MenuItem>
          <MenuItem onSelect={() => copy(curlOf(id))}>Copy as cURL</MenuItem>
          <MenuItem onSelect={() => copy(id)}>Copy id</MenuItem>
          {attestation.olderId === null ? null : (
            <MenuItem asChild>
              <Link href={`/attestations/compare?a=${attestation.olderId}&b=${id}`}>
                Compare with the one before
              </Link>
            </MenuItem>
          )}
          {attestation.reverifies === null ? null : (
            <MenuItem asChild>
              <Link href={`/attestations/compare?a=${attestation.reverifies}&b=${id}`}>
                Compare with the first judgement
              </Link>
            </MenuItem>
          )}
        </Menu>
        <div className="flex max-sm:hidden">
          {neighbours.map(({ label, href, Icon, shortcut }) => (
            <ButtonLink
              key={label}
              href={href}
              variant="ghost"
              size="icon"
              aria-label={label}
              title={`${label} ${shortcut}`}
            >
              <Icon aria-hidden />
            </ButtonLink>
          ))}
        </div>
      </div>
      {problem === null ? null : (
        <p role="alert" className="max-w-md text-sm text-contraindicated">
          {problem.detail} {problem.code === null ? null : <code>{problem.code}</code>}
        </p>
      )}
    </div>
  );
}

/** The next newer and older attestation, on the tab that is open. */
function neighboursOf({ newerId, olderId }: Attestation, pathname: string) {
  const newer = { label: "Newer attestation", Icon: ChevronLeft, shortcut: "[", id: newerId };
  const older = { label: "Older attestation", Icon: ChevronRight, shortcut: "]", id: olderId };
  return [newer, older].flatMap(({ id, ...rest }) =>
    id === null ? [] : [{ ...rest, href: sameTabHref(pathname, id) }],
  );
}

function MenuText({ title, note }: { readonly title: string; readonly note: string }) {
  return (
    <span>
      <span className="block font-medium">{title}</span>
      <span className="block text-xs text-muted">{note}</span>
    </span>
  );
}

function curlOf(id: string): string {
  return `curl -sS ${window.location.origin}/api/v1/attestations/${id}`;
}
