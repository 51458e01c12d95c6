import Link from "next/link";
import { attestationListHref } from "@/components/attestations/list-href";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Timestamp } from "@/components/ui/timestamp";
import type { AttestationItem } from "@/lib/contract/attestations";
import { shortenDigest } from "@/lib/format/digest";
import { evidenceTypeWords } from "@/lib/format/words";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";

/** The newest attestations that may not be relied upon, each with the first reason in words. */
export function LatestFailures({ items }: { readonly items: readonly AttestationItem[] }) {
  return (
    <Card aria-labelledby="latest-failures">
      <CardHeader
        id="latest-failures"
        title="Latest failures"
        note="Newest attestations that may not be relied upon"
        actions={
          <Link
            href={attestationListHref({ verdict: "contraindicated" })}
            className="text-sm text-accent hover:underline"
          >
            All contraindicated
          </Link>
        }
      />
      {items.length === 0 ? (
        <EmptyState title="No failures in this range">
          A contraindicated or indeterminate attestation appears here as soon as it is stored.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {items.map((item) => (
            <li key={item.id}>
              <Link
                href={`/attestations/${item.id}`}
                className="block px-4 py-2.5 text-sm ring-inside transition-colors hover:bg-hover"
              >
                <span className="flex items-center gap-2">
                  <VerdictBadge verdict={item.verdict} />
                  <span className="text-muted">{evidenceTypeWords[item.evidenceType].short}</span>
                  <code className="truncate text-xs text-muted">
                    {shortenDigest(item.measurement?.value ?? item.evidenceDigest)}
                  </code>
                  <Timestamp value={item.receivedAt} className="ml-auto shrink-0 text-muted" />
                </span>
                <FirstReason codes={item.reasonCodes} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function FirstReason({ codes }: { readonly codes: readonly string[] }) {
  const [first, ...others] = codes;
  if (first === undefined) return null;
  return (
    <span className="mt-1 block">
      {isReasonCode(first) ? reasonCodeEntry(first).message : first}
      <span className="text-xs text-muted">
        {" "}
        <code>{first}</code>
        {others.length > 0 ? ` and ${others.length} more` : null}
      </span>
    </span>
  );
}
