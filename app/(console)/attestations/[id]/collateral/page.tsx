import type { Metadata } from "next";
import { CollateralTab } from "@/components/attestation/collateral-tab";

export const metadata: Metadata = { title: "Collateral, attestation" };

export default function CollateralPage() {
  return <CollateralTab />;
}
