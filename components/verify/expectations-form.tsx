"use client";

import { X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { readCollateralFile } from "@/lib/browser/read-collateral-file";
import { BUILT_IN_POLICIES } from "@/lib/rats/appraisal-policy";
import type { DraftProblems, VerificationDraft } from "./verification-draft";

const policyNotes = {
  strict: "Up to date, not in debug mode, hardware only.",
  moderate: "Tolerates a platform that needs configuration or software hardening.",
  relaxed: "For tests: tolerates outdated platforms and debug mode, and says so.",
  inline: "A policy of your own, as JSON.",
} as const satisfies Record<VerificationDraft["policy"], string>;

/** What to judge by: policy, moment, expected values and collateral. Everything may stay as it is. */
export function ExpectationsForm({
  draft,
  problems,
  onDraft,
}: {
  readonly draft: VerificationDraft;
  readonly problems: DraftProblems;
  readonly onDraft: (draft: VerificationDraft) => void;
}) {
  const set = (part: Partial<VerificationDraft>) => onDraft({ ...draft, ...part });
  return (
    <Card aria-labelledby="expectations-title">
      <CardHeader id="expectations-title" title="Judge it by" />
      <CardBody className="space-y-4">
        <Field label="Policy" help={policyNotes[draft.policy]}>
          {(control) => (
            <Select
              {...control}
              value={draft.policy}
              onChange={(event) => {
                const name = event.target.value;
                set({ policy: BUILT_IN_POLICIES.find((known) => known === name) ?? "inline" });
              }}
            >
              {BUILT_IN_POLICIES.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
              <option value="inline">inline JSON…</option>
            </Select>
          )}
        </Field>
        {draft.policy === "inline" ? (
          <Field
            label="Policy as JSON"
            error={problems.inlinePolicy?.message ?? null}
            errorCode={problems.inlinePolicy?.code ?? null}
            help={
              <>
                <code>extends</code> names the policy that it starts from; an unknown knob is an
                error.
              </>
            }
          >
            {(control) => (
              <Textarea
                {...control}
                rows={8}
                spellCheck={false}
                value={draft.inlinePolicy}
                onChange={(event) => set({ inlinePolicy: event.target.value })}
                className="resize-y digits text-xs!"
              />
            )}
          </Field>
        ) : null}
        <Field
          label="As of"
          optional
          error={problems.verifyAt?.message ?? null}
          errorCode={problems.verifyAt?.code ?? null}
          help="The moment that certificates and collateral are judged at. Empty: now."
        >
          {(control) => (
            <Input
              {...control}
              placeholder="2025-08-13T10:00:00Z"
              value={draft.verifyAt}
              onChange={(event) => set({ verifyAt: event.target.value })}
              className="digits text-xs!"
            />
          )}
        </Field>
        <CollateralFile draft={draft} onDraft={onDraft} />
        <details className="group border-t pt-3" open={hasExpectation(draft)}>
          <summary className="text-sm font-medium">Expected values</summary>
          <div className="mt-3 space-y-4">
            <Field
              label="Nonce"
              optional
              error={problems.nonce?.message ?? null}
              errorCode={problems.nonce?.code ?? null}
              help="Hex or base64; for tokens, the text itself. The evidence must carry it."
            >
              {(control) => (
                <Input
                  {...control}
                  value={draft.nonce}
                  onChange={(event) => set({ nonce: event.target.value })}
                  className="digits text-xs!"
                />
              )}
            </Field>
            <Field
              label="Report data"
              optional
              error={problems.reportData?.message ?? null}
              errorCode={problems.reportData?.code ?? null}
              help="All 64 bytes as hex."
            >
              {(control) => (
                <Input
                  {...control}
                  value={draft.reportData}
                  onChange={(event) => set({ reportData: event.target.value })}
                  className="digits text-xs!"
                />
              )}
            </Field>
            <Field
              label="Payload"
              optional
              help="Text whose SHA-256 or SHA-512 must stand in the report data."
            >
              {(control) => (
                <Textarea
                  {...control}
                  rows={3}
                  value={draft.payload}
                  onChange={(event) => set({ payload: event.target.value })}
                />
              )}
            </Field>
          </div>
        </details>
      </CardBody>
    </Card>
  );
}

function hasExpectation(draft: VerificationDraft): boolean | undefined {
  return draft.nonce !== "" || draft.reportData !== "" || draft.payload !== "" || undefined;
}

function CollateralFile({
  draft,
  onDraft,
}: {
  readonly draft: VerificationDraft;
  readonly onDraft: (draft: VerificationDraft) => void;
}) {
  const [failure, setFailure] = useState<{ detail: string; code: string } | null>(null);
  const take = async (file: File) => {
    const read = readCollateralFile(await file.text());
    setFailure(read.ok ? null : read.failure);
    onDraft({
      ...draft,
      collateral: read.ok ? { name: file.name, endorsements: read.value } : null,
    });
  };
  const { collateral } = draft;
  return (
    <Field
      label="Collateral"
      optional
      error={failure?.detail ?? null}
      errorCode={failure?.code ?? null}
      help={
        collateral === null
          ? "A JSON file with what vouches for the hardware: certificates, TCB Info, revocation lists, or a key set. Without one: the cache, then the vendor."
          : `${Object.values(collateral.endorsements).flatMap((member) => Object.keys(member ?? {})).length} items from ${collateral.name}.`
      }
    >
      {(control) =>
        collateral === null ? (
          <input
            {...control}
            type="file"
            accept=".json,application/json"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file !== undefined) void take(file);
            }}
            className="w-full text-sm text-muted file:mr-3 file:h-7 file:rounded-control file:border file:border-line file:bg-surface file:px-2 file:text-sm file:font-medium file:text-text hover:file:bg-hover dark:file:bg-raised"
          />
        ) : (
          <div className="flex h-8 items-center justify-between rounded-control border bg-sunken pl-2.5 text-sm">
            <span id={control.id} className="truncate">
              {collateral.name}
            </span>
            <Button
              variant="ghost"
              size="icon-small"
              aria-label="Remove the collateral file"
              onClick={() => onDraft({ ...draft, collateral: null })}
            >
              <X aria-hidden />
            </Button>
          </div>
        )
      }
    </Field>
  );
}
