"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { checkHref } from "@/components/attestation/attestation-paths";
import { useLoadedAttestation } from "@/components/attestation/loaded-attestation";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { useAddressSearch } from "@/components/ui/use-address-search";
import { fromBase64 } from "@/lib/browser/read-evidence";
import { describeError } from "@/lib/client/api-error";
import { attestationMaterialQuery } from "@/lib/client/attestations";
import type { AttestationMaterial } from "@/lib/contract/attestations";
import { Inspector } from "./inspector";
import { pinFromSearch, pinChanges } from "./pin";

/** The inspector of a stored attestation; what is pinned stands in the address. */
export function QuoteTab() {
  const { id } = useLoadedAttestation();
  const material = useQuery(attestationMaterialQuery(id));
  if (material.isPending) return <QuoteSkeleton />;
  if (material.isError) {
    return (
      <ErrorState
        title="The evidence can't be shown"
        {...describeError(material.error)}
        onRetry={() => void material.refetch()}
      />
    );
  }
  return <LoadedQuote material={material.data} />;
}

function LoadedQuote({ material }: { readonly material: AttestationMaterial }) {
  const { id, result } = useLoadedAttestation();
  const [search, change] = useAddressSearch();
  const bytes = useMemo(() => fromBase64(material.evidence), [material.evidence]);
  const { inspection } = material;
  if (inspection === null || bytes === null) {
    return (
      <EmptyState title="This version can't decode this kind of evidence">
        The bytes are kept; the Raw tab has them.
      </EmptyState>
    );
  }
  return (
    <Inspector
      bytes={bytes}
      inspection={inspection}
      checks={result.checks}
      pin={pinFromSearch(search, inspection.fields, bytes.length)}
      onPin={(pin) => change(pinChanges(pin))}
      checkHref={(checkId) => checkHref(id, checkId)}
      permalink={() => window.location.href}
    />
  );
}

export function QuoteSkeleton() {
  return (
    <Loading label="evidence">
      <div className="grid gap-px overflow-hidden rounded-card border md:grid-cols-2">
        <Skeleton className="h-128 rounded-none" />
        <Skeleton className="h-128 rounded-none" />
      </div>
    </Loading>
  );
}
