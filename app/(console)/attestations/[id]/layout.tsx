import type { ReactNode } from "react";
import { AttestationFrame } from "@/components/attestation/attestation-frame";

export default async function AttestationLayout({
  params,
  children,
}: {
  readonly params: Promise<{ readonly id: string }>;
  readonly children: ReactNode;
}) {
  const { id } = await params;
  return <AttestationFrame id={id}>{children}</AttestationFrame>;
}
