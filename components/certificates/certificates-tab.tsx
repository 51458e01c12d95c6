"use client";

import { useQuery } from "@tanstack/react-query";
import { BadgeCheck } from "lucide-react";
import { useLoadedAttestation } from "@/components/attestation/loaded-attestation";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { attestationMaterialQuery } from "@/lib/client/attestations";
import type { AttestationMaterial } from "@/lib/contract/attestations";
import { CertificateLadder } from "./certificate-ladder";
import { CrlTable } from "./crl-table";
import { ValidityChart } from "./validity-chart";

/** The chain from leaf to root, one time axis for all that has a validity, and what is revoked. */
export function CertificatesTab() {
  const { id } = useLoadedAttestation();
  const material = useQuery(attestationMaterialQuery(id));
  if (material.isPending) {
    return (
      <Loading label="certificates" className="space-y-4">
        <Skeleton className="h-72" />
        <Skeleton className="h-96" />
      </Loading>
    );
  }
  if (material.isError) {
    return (
      <ErrorState
        title="The certificates can't be shown"
        {...describeError(material.error)}
        onRetry={() => void material.refetch()}
      />
    );
  }
  return <LoadedCertificates material={material.data} />;
}

function LoadedCertificates({ material }: { readonly material: AttestationMaterial }) {
  const { id, result } = useLoadedAttestation();
  const chain = material.inspection?.certificates ?? [];
  if (chain.length === 0 && material.validity.length === 0) {
    return (
      <Card>
        <EmptyState icon={<BadgeCheck />} title="No certificate could be read">
          The evidence carries none that can be decoded, and none came with it. The Checks tab says
          what was missing.
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="space-y-4">
      {material.validity.length === 0 ? null : (
        <ValidityChart items={material.validity} judgedAt={result.verifiedAt} />
      )}
      <div className="grid items-start gap-4 xl:grid-cols-2">
        {chain.length === 0 ? null : (
          <CertificateLadder
            title="Chain of the evidence"
            note="Inside the evidence: from the key that vouches for its signature up to the root."
            certificates={chain}
            checks={result.checks}
            attestationId={id}
          />
        )}
        <div className={chain.length === 0 ? "contents" : "min-w-0 space-y-4"}>
          <CertificateLadder
            title="Beside the evidence"
            note="They came with the collateral or the request, not inside the evidence."
            certificates={material.collateralCertificates}
            checks={result.checks}
            attestationId={id}
          />
          <CrlTable crls={material.crls} checks={result.checks} judgedAt={result.verifiedAt} />
        </div>
      </div>
    </div>
  );
}
