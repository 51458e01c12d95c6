import type { Metadata } from "next";
import { RawTab } from "@/components/attestation/raw-tab";

export const metadata: Metadata = { title: "Raw, attestation" };

export default function RawPage() {
  return <RawTab />;
}
