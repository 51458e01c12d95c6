import type { Metadata } from "next";
import { CertificatesTab } from "@/components/certificates/certificates-tab";

export const metadata: Metadata = { title: "Certificates, attestation" };

export default function CertificatesPage() {
  return <CertificatesTab />;
}
