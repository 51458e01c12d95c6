import type { Metadata } from "next";
import { PartsTab } from "@/components/attestation/parts-tab";

export const metadata: Metadata = { title: "Parts, attestation" };

export default function PartsPage() {
  return <PartsTab />;
}
