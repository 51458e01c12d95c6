"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { openingCheckHref } from "./attestation-paths";
import { ChecksTab } from "./checks-tab";
import { useLoadedAttestation } from "./loaded-attestation";
import { SummaryTab } from "./summary-tab";

/** An attestation without a tab in its address: a rejected one opens on its first failing check. */
export function OpeningTab() {
  const attestation = useLoadedAttestation();
  const router = useRouter();
  const target = openingCheckHref(attestation);
  useEffect(() => {
    if (target !== null) router.replace(target);
  }, [router, target]);
  return target === null ? (
    <SummaryTab />
  ) : (
    <ChecksTab openOn={new URLSearchParams(target.split("?")[1])} />
  );
}
