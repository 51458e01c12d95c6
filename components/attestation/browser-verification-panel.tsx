"use client";

import { useQuery } from "@tanstack/react-query";
import { Equal, EqualNot, X } from "lucide-react";
import type { ReactNode } from "react";
import { StatusIcon } from "@/components/attestations/status-icon";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import type { BrowserVerification } from "@/lib/browser/verify-in-browser";
import { describeError } from "@/lib/client/api-error";
import { attestationKeys, attestationMaterialQuery } from "@/lib/client/attestations";
import type { Attestation } from "@/lib/contract/attestations";
import { formatMilliseconds } from "@/lib/format/amount";
import { checkStatusWords } from "@/lib/format/words";
import type { Check } from "@/lib/rats/check";

/** The same core on this computer: its verdict beside the server's, and what it could not look at. */
export function BrowserVerificationPanel({
  attestation,
  onClose,
}: {
  readonly attestation: Attestation;
  readonly onClose: () => void;
}) {
  const material = useQuery(attestationMaterialQuery(attestation.id));
  const verification = useQuery({
    queryKey: [...attestationKeys.detail(attestation.id), "in-browser"],
    enabled: material.data !== undefined,
    staleTime: Infinity,
    retry: false,
    queryFn: async () => {
      if (material.data === undefined) throw new Error("the material is not loaded");
      const { verifyInBrowser } = await import("@/lib/browser/verify-in-browser");
      return verifyInBrowser(attestation, material.data);
    },
  });
  const error = material.error ?? verification.error;
  const retry = () => void (material.isError ? material.refetch() : verification.refetch());
  return (
    <Card aria-labelledby="in-browser-title">
      <CardHeader
        id="in-browser-title"
        title="Verified in this browser"
        actions={
          <Button variant="ghost" size="icon-small" aria-label="Close" onClick={onClose}>
            <X aria-hidden />
          </Button>
        }
      />
      <CardBody className="space-y-3">
        <p className="text-sm text-muted">
          The same core over the stored evidence and collateral, on this computer. Nothing was sent.
        </p>
        {error !== null ? (
          <ErrorState
            title="This browser could not verify it"
            {...describeError(error)}
            onRetry={retry}
          />
        ) : verification.data === undefined ? (
          <Loading label="verification in this browser" className="grid gap-4 md:grid-cols-2">
            <Skeleton className="h-24" />
            <Skeleton className="h-24" />
          </Loading>
        ) : verification.data.ok ? (
          <Outcome verification={verification.data.value} />
        ) : (
          <ErrorState
            title="This browser could not read the evidence"
            code={verification.data.failure.code}
            detail={verification.data.failure.detail}
          />
        )}
      </CardBody>
    </Card>
  );
}

function Outcome({ verification }: { readonly verification: BrowserVerification }) {
  const { result, serverVerdict, differences, notChecked, used } = verification;
  const same = result.verdict === serverVerdict && differences.length === 0;
  return (
    <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
      <div className="space-y-3">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2 text-sm">
          <Verdict label="This browser">
            <VerdictBadge verdict={result.verdict} />
          </Verdict>
          {same ? (
            <Equal role="img" aria-label="agrees with" className="size-4 text-muted" />
          ) : (
            <EqualNot
              role="img"
              aria-label="differs from"
              className="size-4 text-contraindicated"
            />
          )}
          <Verdict label="Server">
            <VerdictBadge verdict={serverVerdict} />
          </Verdict>
        </div>
        <p role="status" className="text-sm">
          {outcomeText(verification)}
        </p>
        {differences.length === 0 ? null : (
          <ul className="divide-y rounded-control border text-sm">
            {differences.map((difference) => (
              <li key={difference.id} className="grid gap-1 px-3 py-2">
                <span className="font-medium">
                  {difference.title} <code className="text-xs text-muted">{difference.id}</code>
                </span>
                <span className="flex flex-wrap gap-x-4 text-muted">
                  <Side label="Browser" check={difference.browser} />
                  <Side label="Server" check={difference.server} />
                </span>
              </li>
            ))}
          </ul>
        )}
        <p className="text-xs text-muted">
          Collateral at hand:{" "}
          {used.length === 0 ? "none" : <code className="wrap-anywhere">{used.join(", ")}</code>}
        </p>
      </div>
      <div className="text-sm">
        <h3 className="font-medium">What this browser did not check</h3>
        <ul className="mt-1.5 list-disc space-y-1.5 pl-4 text-pretty text-muted">
          {notChecked.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function outcomeText(verification: BrowserVerification): string {
  const { result, serverVerdict, differences, leftToServer, elapsedMs } = verification;
  const count = result.checks.length;
  const time = `in ${formatMilliseconds(elapsedMs)} with WebCrypto`;
  if (differences.length > 0 || (result.verdict !== serverVerdict && leftToServer === 0)) {
    return `${differences.length} of ${count} checks came out differently. Don't rely on this attestation until you know why.`;
  }
  if (leftToServer > 0) {
    return `${leftToServer} of ${count} checks can't be made in a browser, so this one decides nothing. The others came out the same, ${time}.`;
  }
  return `${count === 1 ? "The one check" : `All ${count} checks`} came out the same, ${time}.`;
}

function Verdict({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <p className="flex items-center gap-2">
      <span className="text-muted">{label}</span> {children}
    </p>
  );
}

function Side({ label, check }: { readonly label: string; readonly check: Check | null }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {label}:{" "}
      {check === null ? (
        "does not have it"
      ) : (
        <>
          <StatusIcon status={check.status} label="" />
          {checkStatusWords[check.status].label}
          {check.code === null ? null : <code>{check.code}</code>}
        </>
      )}
    </span>
  );
}
