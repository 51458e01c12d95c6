import type { Metadata } from "next";
import { CollateralView } from "@/components/collateral/collateral-view";

export const metadata: Metadata = { title: "Collateral" };

export default function CollateralPage() {
  return <CollateralView />;
}
