import type { Metadata } from "next";
import { CompareView } from "@/components/attestations/compare-view";
import { idSchema } from "@/lib/contract/scalars";
import { Permitted } from "../../prefetched";
import type { PageAddress } from "../../page-address";

export const metadata: Metadata = { title: "Compare attestations" };

export default async function ComparePage({ searchParams }: PageAddress) {
  const { a, b } = await searchParams;
  const left = idSchema.safeParse(a);
  const right = idSchema.safeParse(b);
  return (
    <Permitted permission="attestation:read">
      <CompareView
        left={left.success ? left.data : null}
        right={right.success ? right.data : null}
      />
    </Permitted>
  );
}
