import Link from "next/link";
import { StatusIcon } from "@/components/attestations/status-icon";
import { CopyButton } from "@/components/ui/copy-button";
import { Difference } from "@/components/ui/difference";
import type { Check } from "@/lib/rats/check";
import type { Field } from "@/lib/rats/inspection";
import { checksOfField } from "./byte-classes";
import { hexOffset } from "./hex-model";

/** What is known about the pinned field: the dictionary's sentence, the value whole, and what judged it. */
export function FieldDetail({
  field,
  checks,
  checkHref,
}: {
  readonly field: Field;
  readonly checks: readonly Check[];
  readonly checkHref: ((checkId: string) => string) | null;
}) {
  const judged = checksOfField(field, checks);
  return (
    <section aria-label={`Field ${field.name}`} className="space-y-2 p-3 text-sm">
      <header className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 className="font-semibold">
          {field.name} <code className="ml-1 text-xs font-normal text-muted">{field.id}</code>
        </h2>
        <p className="digits text-xs text-muted">
          {field.offset} (0x{hexOffset(field.offset)}), {field.length} bytes
        </p>
      </header>
      <p className="text-pretty text-muted">
        {field.description} <span className="text-faint">{field.specification}</span>
      </p>
      {field.value === null || field.kind === "structure" ? null : (
        <div className="flex items-start gap-1">
          <p className="max-h-24 min-w-0 flex-1 overflow-y-auto digits text-xs wrap-anywhere whitespace-pre-wrap">
            {field.value}
            {field.meaning === null ? null : (
              <span className="ml-2 font-sans text-muted">{field.meaning}</span>
            )}
          </p>
          <CopyButton text={field.value} label={`value of ${field.name}`} />
        </div>
      )}
      {judged.length === 0 ? (
        <p className="text-xs text-faint">No check asked about this value.</p>
      ) : (
        <ul className="space-y-1.5">
          {judged.map((check) => (
            <li key={check.id} className="flex gap-2 text-xs">
              <StatusIcon status={check.status} className="mt-px size-3.5" />
              <div className="min-w-0">
                {checkHref === null ? (
                  <span>{check.title}</span>
                ) : (
                  <Link
                    href={checkHref(check.id)}
                    className="inline-block leading-6 underline decoration-line-strong underline-offset-2 hover:decoration-text"
                  >
                    {check.title}
                  </Link>
                )}
                {check.status === "fail" && check.expected !== null && check.actual !== null ? (
                  <p className="digits wrap-anywhere">
                    <span className="font-sans text-muted">expected </span>
                    <Difference value={check.expected} other={check.actual} />
                  </p>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
