"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { isTyping } from "@/components/ui/is-typing";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { TabLinks } from "@/components/ui/tab-links";
import { useWindowKey } from "@/components/ui/use-window-key";
import { ApiError, describeError } from "@/lib/client/api-error";
import { attestationQuery } from "@/lib/client/attestations";
import type { Attestation } from "@/lib/contract/attestations";
import { attestationHref, sameTabHref } from "./attestation-paths";
import { AttestationHeader } from "./attestation-header";
import { BrowserVerificationPanel } from "./browser-verification-panel";
import { LoadedAttestation } from "./loaded-attestation";
import { allParts } from "./parts";

/** Header and tabs of one attestation, around whichever tab is open. */
export function AttestationFrame({
  id,
  children,
}: {
  readonly id: string;
  readonly children: ReactNode;
}) {
  const query = useQuery(attestationQuery(id));
  if (query.isPending) return <FrameSkeleton />;
  if (query.isError) return <FrameError error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <LoadedFrame key={id} attestation={query.data}>
      {children}
    </LoadedFrame>
  );
}

function LoadedFrame({
  attestation,
  children,
}: {
  readonly attestation: Attestation;
  readonly children: ReactNode;
}) {
  const router = useRouter();
  const pathname = usePathname();
  const [inBrowser, setInBrowser] = useState(false);

  useWindowKey((event) => {
    if (isTyping(event.target)) return;
    const other =
      event.key === "[" ? attestation.newerId : event.key === "]" ? attestation.olderId : null;
    if (other !== null) router.push(sameTabHref(pathname, other));
  });

  return (
    <LoadedAttestation attestation={attestation}>
      <div className="space-y-5">
        <AttestationHeader attestation={attestation} onVerifyInBrowser={() => setInBrowser(true)} />
        {inBrowser ? (
          <BrowserVerificationPanel attestation={attestation} onClose={() => setInBrowser(false)} />
        ) : null}
        <div>
          <TabLinks label="Attestation" tabs={tabsOf(attestation)} />
        </div>
        {children}
      </div>
    </LoadedAttestation>
  );
}

function tabsOf(attestation: Attestation) {
  const { id, result } = attestation;
  const parts = allParts(result.submodules);
  const failed = result.checks.filter((check) => check.status === "fail").length;
  // A rejected attestation opens on its checks, so its summary has an address of its own.
  const summary =
    result.verdict === "contraindicated" ? attestationHref(id, "summary") : attestationHref(id);
  return [
    { href: summary, label: "Summary" },
    {
      href: attestationHref(id, "checks"),
      label: "Checks",
      mark: (
        <span
          className={
            failed > 0
              ? "text-xs text-contraindicated tabular-nums"
              : "text-xs text-faint tabular-nums"
          }
        >
          {failed > 0 ? `${failed} failed` : result.checks.length}
        </span>
      ),
    },
    ...(parts.length === 0
      ? []
      : [
          {
            href: attestationHref(id, "parts"),
            label: "Parts",
            mark: <span className="text-xs text-faint tabular-nums">{parts.length}</span>,
          },
        ]),
    { href: attestationHref(id, "quote"), label: "Evidence" },
    ...(hasEventLog(attestation)
      ? [{ href: attestationHref(id, "event-log"), label: "Event log" }]
      : []),
    { href: attestationHref(id, "certificates"), label: "Certificates" },
    { href: attestationHref(id, "collateral"), label: "Collateral" },
    { href: attestationHref(id, "raw"), label: "Raw" },
  ];
}

/** A log came with the request, or the evidence carries one that was replayed. */
function hasEventLog({ result, endorsements }: Attestation): boolean {
  return (
    result.evidenceType === "event-log" ||
    endorsements.some(({ item }) => item === "eventLog") ||
    result.checks.some(({ id }) => /^event-?log\b/i.test(id))
  );
}

function FrameSkeleton() {
  return (
    <Loading label="attestation" className="space-y-5">
      <h1 className="sr-only">Attestation</h1>
      <div className="space-y-3">
        <Skeleton className="h-7 w-72" />
        <Skeleton className="h-7 w-full max-w-2xl" />
        <Skeleton className="h-20 w-full" />
      </div>
      <Skeleton className="h-9 w-96 max-w-full" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-80" />
        <Skeleton className="h-80" />
      </div>
    </Loading>
  );
}

function FrameError({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const missing =
    error instanceof ApiError && (error.status === 404 || error.code === "REQUEST_INVALID");
  return (
    <>
      <h1 className="sr-only">Attestation</h1>
      <ErrorState
        title={
          missing ? "There is no attestation at this address" : "The attestation can't be shown"
        }
        {...describeError(error)}
        {...(missing ? {} : { onRetry })}
      >
        <ButtonLink href="/attestations" size="small">
          All attestations
        </ButtonLink>
      </ErrorState>
    </>
  );
}
