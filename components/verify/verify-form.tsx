"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { PermittedButton } from "@/components/session/permitted-button";
import { Button } from "@/components/ui/button";
import { Banner } from "@/components/ui/banner";
import { Card, CardBody } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import type { ReadEvidence } from "@/lib/browser/read-evidence";
import type { SampleEvidence } from "@/lib/browser/sample-evidence";
import { api } from "@/lib/client/api";
import { ApiError, describeError } from "@/lib/client/api-error";
import { attestationKeys } from "@/lib/client/attestations";
import { createAttestation, createVerification } from "@/lib/contract/operations";
import { evidenceTypeWords } from "@/lib/format/words";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";
import { ok } from "@/lib/rats/result";
import { Companions } from "./companions";
import { Detection } from "./detection";
import { EvidenceInput, type GivenEvidence, noEvidence } from "./evidence-input";
import { ExpectationsForm } from "./expectations-form";
import { SampleMenu } from "./sample-menu";
import { draftProblems, emptyDraft, requestOf, type VerificationDraft } from "./verification-draft";
import { VerificationOutcome } from "./verification-outcome";

/** Evidence in, verdict out: kept with an address of its own, or shown here and forgotten. */
export function VerifyForm() {
  const router = useRouter();
  const client = useQueryClient();
  const [given, setGiven] = useState(noEvidence);
  const [draft, setDraft] = useState(emptyDraft);
  const problems = draftProblems(draft);
  const evidence = given.read?.ok ? given.read.value : null;
  const inspected = useInspection(evidence, draft.eventLog?.base64 ?? null);
  const sampleTypes = useQuery({
    queryKey: ["sample-types"],
    staleTime: Infinity,
    queryFn: async () => (await import("@/lib/browser/sample-evidence")).SAMPLE_TYPES,
  });

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
  const take = (next: GivenEvidence) => {
    setGiven(next);
    keep.reset();
    only.reset();
  };

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
                take(next);
                // What came with a sample fits nothing else.
                if (draft.trustAnchors.length > 0) setDraft(emptyDraft);
              }}
            >
              <SampleMenu
                types={sampleTypes.data ?? []}
                onSample={(type, sample) => {
                  const name = `Simulated ${evidenceTypeWords[type].label}`;
                  take({
                    text: "",
                    fileName: name,
                    read: ok({ bytes: sample.evidence, encoding: "raw" }),
                  });
                  setDraft(sampleDraft(name, sample));
                }}
              />
            </EvidenceInput>
            {draft.trustAnchors.length === 0 ? null : (
              <Banner title="This is simulated">
                Made in this browser under a root of its own. It proves nothing about any hardware;{" "}
                <code>relaxed</code> is the only policy that accepts it.
              </Banner>
            )}
            {evidence === null ? null : (
              <Detection evidence={evidence} inspected={inspected.data ?? null} />
            )}
            <Companions draft={draft} problems={problems} onDraft={setDraft} />
            {error === null ? null : <Refused error={error} />}
            <div className="flex flex-wrap items-center gap-2 border-t pt-4">
              <PermittedButton
                permission="attestation:submit"
                type="submit"
                variant="primary"
                disabled={!ready || busy}
              >
                {keep.isPending ? "Verifying…" : "Verify and keep"}
              </PermittedButton>
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
          inspected={inspected.data?.ok ? inspected.data.value : null}
        />
      )}
    </div>
  );
}

/** A sample with all that it needs to be accepted as what it is. */
function sampleDraft(name: string, sample: SampleEvidence): VerificationDraft {
  const { endorsements, trustAnchors, eventLog } = sample;
  return {
    ...emptyDraft,
    policy: "relaxed",
    collateral: { name, endorsements },
    trustAnchors,
    eventLog: eventLog === null ? null : { name, base64: eventLog },
  };
}

/** Decodes while somebody types; the core is loaded with the first bytes. */
function useInspection(evidence: ReadEvidence | null, eventLog: string | null) {
  const settled = useDeferredValue(evidence);
  return useQuery({
    queryKey: [
      "inspection",
      settled?.bytes.length ?? 0,
      digestKey(settled?.bytes),
      eventLog?.length ?? 0,
      eventLog === null ? 0 : digestKey(new TextEncoder().encode(eventLog)),
    ],
    enabled: settled !== null,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
    queryFn: async () => {
      if (settled === null) throw new Error("there is nothing to decode");
      const { inspectInBrowser } = await import("@/lib/browser/inspect-in-browser");
      return inspectInBrowser(settled, eventLog);
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
  const described = describeError(error);
  const reason =
    described.code !== null && isReasonCode(described.code)
      ? reasonCodeEntry(described.code)
      : null;
  return (
    <ErrorState title="Nothing was judged" {...described}>
      {reason === null ? null : (
        <p className="text-sm text-pretty text-muted">
          {reason.message} {reason.remedy}
        </p>
      )}
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
