"use client";

import { useQueries } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Difference } from "@/components/ui/difference";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Switch } from "@/components/ui/field";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import { attestationQuery } from "@/lib/client/attestations";
import type { Attestation } from "@/lib/contract/attestations";
import { evidenceTypeWords } from "@/lib/format/words";
import { AssuranceMark } from "./assurance-mark";
import { type ComparisonRow, type ComparisonSection, compareAttestations } from "./comparison";
import { VerdictBadge } from "./verdict-badge";

/** Two attestations side by side; what differs is what stands out. */
export function CompareView({
  left,
  right,
}: {
  readonly left: string | null;
  readonly right: string | null;
}) {
  if (left === null || right === null) return <NothingChosen />;
  return <Comparison left={left} right={right} />;
}

function Comparison({ left, right }: { readonly left: string; readonly right: string }) {
  const [a, b] = useQueries({ queries: [attestationQuery(left), attestationQuery(right)] });
  const [onlyDifferences, setOnlyDifferences] = useState(true);
  const error = a.error ?? b.error;
  const sections = a.data && b.data ? compareAttestations(a.data, b.data) : null;
  const differing = sections?.flatMap(({ rows }) => rows).filter(({ isSame }) => !isSame).length;

  return (
    <>
      <PageHeader
        title="Compare attestations"
        note={
          differing === undefined
            ? undefined
            : differing === 0
              ? "Both say the same in every value and every check."
              : `${differing} ${differing === 1 ? "value differs" : "values differ"}; the first difference in each is marked.`
        }
        actions={
          <>
            <Switch
              label="Only differences"
              checked={onlyDifferences}
              onCheckedChange={setOnlyDifferences}
            />
            <ButtonLink href={`/attestations/compare?a=${right}&b=${left}`}>
              <GitCompareArrows aria-hidden />
              Swap sides
            </ButtonLink>
          </>
        }
      />
      {error ? (
        <ErrorState
          title="One of the two could not be loaded"
          {...describeError(error)}
          onRetry={() => {
            void a.refetch();
            void b.refetch();
          }}
        >
          <ButtonLink href="/attestations" size="small">
            All attestations
          </ButtonLink>
        </ErrorState>
      ) : null}
      {a.data && b.data && sections ? (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            <Side name="A" attestation={a.data} />
            <Side name="B" attestation={b.data} />
          </div>
          {sections.map((section) => (
            <Section key={section.title} section={section} onlyDifferences={onlyDifferences} />
          ))}
        </>
      ) : error ? null : (
        <CompareSkeleton />
      )}
    </>
  );
}

function Side({ name, attestation }: { readonly name: string; readonly attestation: Attestation }) {
  return (
    <Card simulated={attestation.simulated} className="p-4">
      <div className="flex flex-wrap items-center gap-2">
        <span className="flex size-6 items-center justify-center rounded-sm border text-xs font-semibold text-muted">
          {name}
        </span>
        <VerdictBadge verdict={attestation.verdict} />
        <AssuranceMark of={attestation.result} />
        <Timestamp value={attestation.receivedAt} className="ml-auto text-sm text-muted" />
      </div>
      <p className="mt-3 text-base text-pretty">{attestation.result.summary}</p>
      <p className="mt-2 text-sm text-muted">
        {evidenceTypeWords[attestation.evidenceType].label},{" "}
        <Link
          href={`/attestations/${attestation.id}`}
          className="rounded-sm digits text-xs wrap-anywhere text-accent hover:underline"
        >
          {attestation.id}
        </Link>
      </p>
    </Card>
  );
}

function Section({
  section,
  onlyDifferences,
}: {
  readonly section: ComparisonSection;
  readonly onlyDifferences: boolean;
}) {
  const rows = onlyDifferences ? section.rows.filter(({ isSame }) => !isSame) : section.rows;
  const same = section.rows.filter(({ isSame }) => isSame).length;
  const id = `compare-${section.title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <Card aria-labelledby={id}>
      <CardHeader
        id={id}
        title={section.title}
        actions={<span className="text-sm text-muted">{sameText(same, section.rows.length)}</span>}
      />
      {rows.length === 0 ? null : (
        <table className="w-full table-fixed text-left text-sm max-sm:block">
          <caption className="sr-only">{section.title}, A and B</caption>
          <thead className="text-xs text-muted max-sm:sr-only">
            <tr className="border-b">
              <th scope="col" className="w-1/5 px-4 py-1.5 font-medium">
                Name
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                A
              </th>
              <th scope="col" className="px-3 py-1.5 pr-4 font-medium">
                B
              </th>
            </tr>
          </thead>
          <tbody className="max-sm:block">
            {rows.map((row) => (
              <tr
                key={row.name}
                className="border-b align-top last:border-b-0 max-sm:block max-sm:py-2"
              >
                <th
                  scope="row"
                  className="px-4 py-2 font-normal wrap-anywhere text-muted max-sm:block max-sm:py-0.5"
                >
                  {row.name}
                </th>
                <Value row={row} side="left" />
                <Value row={row} side="right" />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function sameText(same: number, all: number): string {
  if (same === all) return all === 1 ? "The same" : `All ${all} the same`;
  return same === 0 ? "All differ" : `${same} of ${all} the same`;
}

function Value({ row, side }: { readonly row: ComparisonRow; readonly side: "left" | "right" }) {
  const own = row[side];
  const other = side === "left" ? row.right : row.left;
  return (
    <td className="px-3 py-2 wrap-anywhere last:pr-4 max-sm:flex max-sm:gap-2 max-sm:px-4 max-sm:py-0.5">
      <span aria-hidden className="w-3 shrink-0 text-xs text-faint sm:hidden">
        {side === "left" ? "A" : "B"}
      </span>
      <span className={row.isHex ? "digits text-xs" : undefined}>
        {own === null ? (
          <span className="text-faint">none</span>
        ) : row.isSame ? (
          <span className={row.isHex ? "text-muted" : undefined}>{own}</span>
        ) : row.isHex && other !== null ? (
          <Difference value={own} other={other} />
        ) : (
          own
        )}
      </span>
    </td>
  );
}

function CompareSkeleton() {
  return (
    <Loading label="comparison" className="flex flex-col gap-6">
      <div className="grid gap-3 sm:grid-cols-2">
        <Skeleton className="h-32 rounded-card" />
        <Skeleton className="h-32 rounded-card" />
      </div>
      <Skeleton className="h-64 rounded-card" />
      <Skeleton className="h-48 rounded-card" />
    </Loading>
  );
}

function NothingChosen() {
  return (
    <>
      <PageHeader title="Compare attestations" />
      <div className="rounded-card border bg-surface">
        <EmptyState
          icon={<GitCompareArrows aria-hidden />}
          title="Choose two attestations first"
          action={
            <ButtonLink href="/attestations" variant="primary">
              Choose in the list
            </ButtonLink>
          }
        >
          Select two rows in the list, with their checkboxes or the <kbd>x</kbd> key, then compare.
          The address of a comparison names both ids, <code>?a=…&amp;b=…</code>.
        </EmptyState>
      </div>
    </>
  );
}
