import type { Metadata } from "next";
import { z } from "zod";
import { Overview } from "@/components/overview/overview";
import { OVERVIEW_RANGES } from "@/lib/contract/overview";

export const metadata: Metadata = { title: "Overview" };

/** A link with another range shows the default one, not an error. */
const rangeSchema = z.enum(OVERVIEW_RANGES).catch("24h");

export default async function OverviewPage({ searchParams }: PageProps<"/">) {
  const { range } = await searchParams;
  return <Overview range={rangeSchema.parse(range)} />;
}
