"use client";

import Link from "next/link";
import { useState } from "react";
import { attestationListHref } from "@/components/attestations/list-href";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/field";
import { REASON_CODES, isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";

const codes = Object.keys(REASON_CODES).filter(isReasonCode);
const groupNames: Readonly<Record<string, string>> = {
  amd: "AMD SEV-SNP",
  audit: "Audit trail",
  cca: "Arm CCA",
  composite: "Composite evidence",
  endorsements: "Endorsements",
  nitro: "AWS Nitro",
  nvidia: "NVIDIA",
  request: "Requests",
  tcb: "TCB",
  token: "Tokens",
  tpm: "TPM and event logs",
  vendor: "Vendor commitments",
};

/** Groups whose codes no attestation has. */
const notOfAttestations: ReadonlySet<string> = new Set(["access", "audit", "request"]);

/** The table of codes by group, narrowed by typing; each code is an anchor. */
export function ReasonCodeList() {
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = codes.filter((code) => {
    const { message, remedy } = reasonCodeEntry(code);
    return `${code} ${message} ${remedy}`.toLowerCase().includes(wanted);
  });
  const groups = [...new Set(shown.map((code) => reasonCodeEntry(code).group))];
  return (
    <>
      <Input
        type="search"
        aria-label="Filter reason codes"
        placeholder="Filter by code or words"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="max-w-96"
      />
      <p role="status" className="sr-only">
        {shown.length} codes
      </p>
      {groups.length === 0 ? (
        <EmptyState title="No code contains this text">Shorten it, or clear the filter.</EmptyState>
      ) : null}
      {groups.map((group) => (
        <Card key={group} aria-labelledby={`group-${group}`}>
          <CardHeader id={`group-${group}`} title={groupNames[group] ?? sentenceCase(group)} />
          <dl className="divide-y text-sm">
            {shown
              .filter((code) => reasonCodeEntry(code).group === group)
              .map((code) => {
                const { message, remedy, httpStatus } = reasonCodeEntry(code);
                return (
                  <div
                    key={code}
                    id={code}
                    className="grid gap-x-6 gap-y-1 px-4 py-2.5 target:bg-accent-tint lg:grid-cols-[24rem_1fr_auto]"
                  >
                    <dt className="flex flex-wrap items-baseline gap-x-3">
                      <a href={`#${code}`} className="rounded-sm hover:underline">
                        <code className="text-xs wrap-anywhere">{code}</code>
                      </a>
                      {httpStatus === undefined ? null : (
                        <span className="text-xs text-muted">HTTP {httpStatus}</span>
                      )}
                    </dt>
                    <dd className="min-w-0">
                      {message} <span className="text-muted">{remedy}</span>
                    </dd>
                    {notOfAttestations.has(group) ? null : (
                      <dd>
                        <Link
                          href={attestationListHref({ reasonCode: code })}
                          className="rounded-sm text-xs text-accent hover:underline"
                        >
                          Attestations<span className="sr-only"> with {code}</span>
                        </Link>
                      </dd>
                    )}
                  </div>
                );
              })}
          </dl>
        </Card>
      ))}
    </>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
