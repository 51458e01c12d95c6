"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Attestation } from "@/lib/contract/attestations";

const AttestationContext = createContext<Attestation | null>(null);

/** Gives the tabs the attestation that the frame has loaded; they are drawn only when there is one. */
export function LoadedAttestation({
  attestation,
  children,
}: {
  readonly attestation: Attestation;
  readonly children: ReactNode;
}) {
  return <AttestationContext value={attestation}>{children}</AttestationContext>;
}

export function useLoadedAttestation(): Attestation {
  const attestation = useContext(AttestationContext);
  if (attestation === null) throw new Error("a tab was drawn outside its attestation");
  return attestation;
}
