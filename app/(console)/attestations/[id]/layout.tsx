import type { ReactNode } from "react";
import { AttestationFrame } from "@/components/attestation/attestation-frame";
import { attestationQuery } from "@/lib/client/attestations";
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
  return (
    <Prefetched
      load={(client, context) =>
        client.prefetchQuery({
          ...attestationQuery(id),
          queryFn: async () => {
            const found = await getAttestation(context, id);
            // The browser asks again and shows the API's answer with its code.
            if (!found.ok) throw new Error(found.failure.code);
            return found.value;
          },
          retry: false,
        })
      }
    >
      <AttestationFrame id={id}>{children}</AttestationFrame>
    </Prefetched>
  );
}
