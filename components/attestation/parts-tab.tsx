"use client";

import { Blocks } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { AssuranceMark } from "@/components/attestations/assurance-mark";
import {
  VerdictBadge,
  verdictIcons,
  verdictTextClasses,
} from "@/components/attestations/verdict-badge";
import { Banner } from "@/components/ui/banner";
import { Card, CardHeader } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { Digest } from "@/components/ui/digest";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import { evidenceTypeWords, verdictWords } from "@/lib/format/words";
import { partHref, sourceHref } from "./attestation-paths";
import { CheckGroups } from "./check-groups";
import { noClaimFields } from "./claim-fields";
import { ClaimTable } from "./claim-table";
import { formatText } from "./format-text";
import { unverifiedTone } from "./judged";
import { useLoadedAttestation } from "./loaded-attestation";
import { allParts, type Part, partOfCheck } from "./parts";
import { ReasonCard } from "./reason-card";
import { TcbCard } from "./tcb-card";

/** The tree of parts, and all that was found about the one that the address names. */
export function PartsTab() {
  const { id, result } = useLoadedAttestation();
  const search = useSearchParams();
  const parts = allParts(result.submodules);
  const shown = parts.find(({ path }) => path === search.get("part")) ?? worst(parts);
  if (shown === undefined) {
    return (
      <Card>
        <EmptyState icon={<Blocks />} title="This evidence is in one piece">
          A request may carry several: a machine with its GPUs, or a virtual machine with its vTPM.
          Each is then judged on its own and listed here.
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,16rem)_minmax(0,1fr)]">
      <nav aria-label="Parts" className="rounded-card border bg-surface py-1 lg:sticky lg:top-16">
        <ul>
          {parts.map((part) => (
            <li key={part.path}>
              <PartLink id={id} part={part} isShown={part.path === shown.path} />
            </li>
          ))}
        </ul>
      </nav>
      <PartDetail id={id} part={shown} selectedCheck={search.get("check")} />
    </div>
  );
}

/** Where somebody looks first: at what went wrong. */
function worst(parts: readonly Part[]): Part | undefined {
  const rank = { contraindicated: 0, indeterminate: 1, warning: 2, affirming: 3 } as const;
  return parts.toSorted((a, b) => rank[a.result.verdict] - rank[b.result.verdict])[0];
}

function PartLink({
  id,
  part: { path, level, result },
  isShown,
}: {
  readonly id: string;
  readonly part: Part;
  readonly isShown: boolean;
}) {
  const Icon = verdictIcons[result.verdict];
  return (
    <Link
      href={partHref(id, path)}
      scroll={false}
      aria-current={isShown ? "true" : undefined}
      className={classNames(
        "flex min-h-9 items-center gap-2 py-1.5 pr-3 text-sm ring-inside",
        isShown ? "bg-accent-tint" : "hover:bg-hover",
      )}
      style={{ paddingLeft: level * 14 }}
    >
      <Icon
        role="img"
        aria-label={verdictWords[result.verdict].label}
        className={classNames("size-4 shrink-0", verdictTextClasses[result.verdict])}
      />
      <span className="min-w-0">
        <span className="block truncate font-medium">{result.name}</span>
        <span className="block truncate text-xs text-muted">
          {evidenceTypeWords[result.evidenceType].label}
        </span>
      </span>
    </Link>
  );
}

function PartDetail({
  id,
  part: { path, result },
  selectedCheck,
}: {
  readonly id: string;
  readonly part: Part;
  readonly selectedCheck: string | null;
}) {
  const format = formatText(result.format);
  return (
    <div className="min-w-0 space-y-4">
      <Card simulated={result.simulated} className="space-y-2 p-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <VerdictBadge verdict={result.verdict} />
          <AssuranceMark of={result} />
          <span className="text-sm text-muted">{evidenceTypeWords[result.evidenceType].label}</span>
        </div>
        <h2 className="text-base font-semibold text-pretty">
          {result.name}: {result.summary}
        </h2>
        <p className="text-sm text-muted">
          {result.binding === null
            ? "Nothing ties it to the whole: it may come from another machine."
            : `Tied to the whole: ${result.binding}.`}
        </p>
      </Card>
      <ReasonCard result={result} hrefOf={(check) => partHref(id, path, check)} />
      <div className="grid items-start gap-4 2xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="space-y-4">
          {result.claims !== null && !result.claimsVerified ? (
            <Banner tone={unverifiedTone(result)} title="What follows is not verified">
              It is shown so that you can tell what was sent; rely on none of it.
            </Banner>
          ) : null}
          {result.claims === null ? null : (
            <ClaimTable
              result={result}
              claims={result.claims}
              fields={noClaimFields}
              fieldHref={() => ""}
            />
          )}
        </div>
        <div className="space-y-4">
          <TcbCard result={result} />
          <Card>
            <CardHeader title="This part" />
            <KeyValueList>
              <KeyValue name="Place">
                <code>{path}</code>
              </KeyValue>
              {result.evidenceDigest === null ? null : (
                <KeyValue name="Evidence">
                  <Digest value={result.evidenceDigest} label="digest of the part" />
                </KeyValue>
              )}
              {format === "" ? null : <KeyValue name="Format">{format}</KeyValue>}
              {result.chain.map((certificate) => (
                <KeyValue key={certificate.sha256} name="Certificate">
                  {certificate.subject}
                </KeyValue>
              ))}
            </KeyValueList>
          </Card>
        </div>
      </div>
      <CheckGroups
        checks={result.checks}
        selectedId={selectedCheck}
        links={{
          check: (checkId) => partHref(id, path, checkId),
          source: (source, checkId) => {
            const inner = partOfCheck(checkId);
            return inner === null ? sourceHref(id, source) : partHref(id, `${path}/${inner}`);
          },
          field: () => null,
        }}
      />
    </div>
  );
}
