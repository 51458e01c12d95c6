import type { Metadata } from "next";
import { CompareView } from "@/components/attestations/compare-view";
import { idSchema } from "@/lib/contract/scalars";

export const metadata: Metadata = { title: "Compare attestations" };

export default async function ComparePage({ searchParams }: PageProps<"/attestations/compare">) {
  const { a, b } = await searchParams;
  const left = idSchema.safeParse(a);
  const right = idSchema.safeParse(b);
  return (
    <CompareView left={left.success ? left.data : null} right={right.success ? right.data : null} />
  );
}
