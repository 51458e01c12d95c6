"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/empty-state";
import { isTyping } from "@/components/ui/is-typing";
import { Kbd } from "@/components/ui/kbd";
import { useWindowKey } from "@/components/ui/use-window-key";
import { findField } from "@/components/inspector/field-tree";
import { attestationMaterialQuery } from "@/lib/client/attestations";
import type { Check } from "@/lib/rats/check";
import { attestationHref, checkHref, fieldHref, partHref, sourceHref } from "./attestation-paths";
import { fieldOfCheck } from "./check-field";
import { CheckGroups } from "./check-groups";
import { useLoadedAttestation } from "./loaded-attestation";
import { partOfCheck } from "./parts";

const filters = [
  { id: "all", label: "All", holds: () => true },
  {
    id: "problems",
    label: "Failed and tolerated",
    holds: (check: Check) => check.status === "fail" || check.status === "warn",
  },
  { id: "skipped", label: "Not judged", holds: (check: Check) => check.status === "skip" },
] as const;

/** Every check; the one that the address (or `openOn` in its place) names is marked, in view and focused. */
export function ChecksTab({ openOn = null }: { readonly openOn?: URLSearchParams | null }) {
  const { id, result } = useLoadedAttestation();
  const pathname = attestationHref(id, "checks");
  const fields = useQuery(attestationMaterialQuery(id)).data?.inspection?.fields ?? [];
  const hasField = (fieldId: string) => findField(fields, fieldId) !== null;
  const address = useSearchParams();
  const search = openOn ?? address;
  const selectedId = search.get("check");
  const filter = filters.find((candidate) => candidate.id === search.get("show")) ?? filters[0];
  const shown = result.checks.filter(filter.holds);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (selectedId === null) return;
    const row = list.current?.querySelector<HTMLElement>(
      `[data-check="${CSS.escape(selectedId)}"]`,
    );
    row?.scrollIntoView({ block: "nearest" });
    row?.focus({ preventScroll: true });
  }, [selectedId]);

  useWindowKey((event) => {
    const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
    if (step === 0 || isTyping(event.target)) return;
    event.preventDefault();
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-check]") ?? [])];
    const current = rows.findIndex((row) => row.contains(document.activeElement));
    const next = current === -1 ? (step === 1 ? 0 : rows.length - 1) : current + step;
    rows[next]?.focus();
  });

  return (
    <div ref={list} className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <nav aria-label="Which checks" className="flex flex-wrap gap-1">
          {filters.map((candidate) => {
            const current = candidate.id === filter.id;
            return (
              <Link
                key={candidate.id}
                href={candidate.id === "all" ? pathname : `${pathname}?show=${candidate.id}`}
                scroll={false}
                aria-current={current ? "true" : undefined}
                className={classNames(
                  "flex h-7 items-center gap-1.5 rounded-control px-2.5 text-sm font-medium transition-colors",
                  current ? "bg-accent-tint text-accent" : "text-muted hover:bg-hover",
                )}
              >
                {candidate.label}
                <span className="text-xs tabular-nums">
                  {result.checks.filter(candidate.holds).length}
                </span>
              </Link>
            );
          })}
        </nav>
        <p className="text-xs text-muted max-md:hidden">
          <Kbd>j</Kbd> <Kbd>k</Kbd> move over checks
        </p>
      </div>
      <CheckGroups
        checks={shown}
        selectedId={selectedId}
        links={{
          check: (checkId) => checkHref(id, checkId),
          source: (source, checkId) => {
            const part = partOfCheck(checkId);
            return part === null ? sourceHref(id, source) : partHref(id, part);
          },
          field: (checkId) => {
            const field = fieldOfCheck(checkId, hasField);
            return field === null ? null : fieldHref(id, field);
          },
        }}
        empty={
          <EmptyState title="No check is like that">
            {filter.id === "problems"
              ? "Nothing failed and nothing had to be tolerated."
              : "Every check could be judged."}
          </EmptyState>
        }
      />
    </div>
  );
}
