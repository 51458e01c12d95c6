"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import type { ReadEvidence } from "@/lib/browser/read-evidence";
import { api } from "@/lib/client/api";
import { ApiError, describeError } from "@/lib/client/api-error";
import { attestationKeys } from "@/lib/client/attestations";
import { createAttestation, createVerification } from "@/lib/contract/operations";
import { Detection } from "./detection";
import { EvidenceInput, noEvidence } from "./evidence-input";
import { ExpectationsForm } from "./expectations-form";
import { draftProblems, emptyDraft, requestOf } from "./verification-draft";
import { VerificationOutcome } from "./verification-outcome";

/** Evidence in, verdict out: kept with an address of its own, or shown here and forgotten. */
export function VerifyForm() {
  const router = useRouter();
  const client = useQueryClient();
  const [given, setGiven] = useState(noEvidence);
  const [draft, setDraft] = useState(emptyDraft);
  const problems = draftProblems(draft);
  const evidence = given.read?.ok ? given.read.value : null;
  const inspected = useInspection(evidence);

  const keep = useMutation({
    mutationFn: (read: ReadEvidence) =>
      api(createAttestation, {
        body: requestOf(read, draft),
        idempotencyKey: crypto.randomUUID(),
      }),
    onSuccess: async (attestation) => {
      client.setQueryData(attestationKeys.detail(attestation.id), attestation);
      router.push(`/attestations/${attestation.id}`);
      await client.invalidateQueries({ queryKey: attestationKeys.all });
    },
  });
  const only = useMutation({
    mutationFn: (read: ReadEvidence) => api(createVerification, { body: requestOf(read, draft) }),
  });

  const ready = evidence !== null && Object.keys(problems).length === 0;
  const busy = keep.isPending || only.isPending;
  const run = (mutation: { mutate: (read: ReadEvidence) => void }) => {
    keep.reset();
    only.reset();
    if (evidence !== null) mutation.mutate(evidence);
  };
  const error = keep.error ?? only.error;

  return (
    <div className="space-y-6">
      <form
        aria-label="Verify evidence"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) run(keep);
        }}
        className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]"
      >
        <Card>
          <CardBody className="space-y-4">
            <EvidenceInput
              given={given}
              onGiven={(next) => {
                setGiven(next);
                keep.reset();
                only.reset();
              }}
            />
            {evidence === null ? null : (
              <Detection evidence={evidence} inspected={inspected.data ?? null} />
            )}
            {error === null ? null : <Refused error={error} />}
            <div className="flex flex-wrap items-center gap-2 border-t pt-4">
              <Button type="submit" variant="primary" disabled={!ready || busy}>
                {keep.isPending ? "Verifying…" : "Verify and keep"}
              </Button>
              <Button disabled={!ready || busy} onClick={() => run(only)}>
                {only.isPending ? "Verifying…" : "Verify only"}
              </Button>
              <p className="text-xs text-muted">
                Kept verdicts can be found again; the other stays on this page.
              </p>
            </div>
          </CardBody>
        </Card>
        <ExpectationsForm draft={draft} problems={problems} onDraft={setDraft} />
      </form>
      {only.data === undefined || evidence === null ? null : (
        <VerificationOutcome
          result={only.data}
          bytes={evidence.bytes}
          inspection={inspected.data?.ok ? inspected.data.value : null}
        />
      )}
    </div>
  );
}

/** Decodes while somebody types; the core is loaded with the first bytes. */
function useInspection(evidence: ReadEvidence | null) {
  const settled = useDeferredValue(evidence);
  return useQuery({
    queryKey: ["inspection", settled?.bytes.length ?? 0, digestKey(settled?.bytes)],
    enabled: settled !== null,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
    queryFn: async () => {
      if (settled === null) throw new Error("there is nothing to decode");
      const { inspectInBrowser } = await import("@/lib/browser/inspect-in-browser");
      return inspectInBrowser(settled.bytes);
    },
  });
}

/** Tells one input from the next (FNV-1a); only a key of this page's cache, nothing is trusted because of it. */
function digestKey(bytes: Uint8Array | undefined): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes ?? []) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function Refused({ error }: { readonly error: Error }) {
  const places = error instanceof ApiError ? error.places : [];
  return (
    <ErrorState title="Nothing was judged" {...describeError(error)}>
      {places.length === 0 ? null : (
        <ul className="text-sm">
          {places.map((place) => (
            <li key={`${place.pointer} ${place.message}`}>
              <code>{place.pointer}</code> {place.message}
            </li>
          ))}
        </ul>
      )}
    </ErrorState>
  );
}
