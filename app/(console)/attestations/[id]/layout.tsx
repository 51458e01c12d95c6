import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { AttestationFrame } from "@/components/attestation/attestation-frame";
import { attestationQuery } from "@/lib/client/attestations";
import { idSchema } from "@/lib/contract/scalars";
import { getAttestation } from "@/lib/services/get-attestation";
import { Prefetched } from "../../prefetched";

export default async function AttestationLayout({
  params,
  children,
}: {
  readonly params: Promise<{ readonly id: string }>;
  readonly children: ReactNode;
}) {
  const { id } = await params;
  if (!idSchema.safeParse(id).success) notFound();
  return (
    <Prefetched
      permission="attestation:read"
      load={async (client, context) => {
        const found = await getAttestation(context, id);
        // Attestations are never removed, so what is not there has no page.
        if (!found.ok) notFound();
        client.setQueryData(attestationQuery(id).queryKey, found.value);
      }}
    >
      <AttestationFrame id={id}>{children}</AttestationFrame>
    </Prefetched>
  );
}
