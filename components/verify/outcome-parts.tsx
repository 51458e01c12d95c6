import { CheckGroups } from "@/components/attestation/check-groups";
import { allParts } from "@/components/attestation/parts";
import { AssuranceMark } from "@/components/attestations/assurance-mark";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { Card, CardHeader } from "@/components/ui/card";
import { evidenceTypeWords } from "@/lib/format/words";
import type { SubmoduleResult } from "@/lib/rats/attestation-result";

/** The parts of a verdict that is not kept, each with its own; open where something failed. */
export function OutcomeParts({ submodules }: { readonly submodules: readonly SubmoduleResult[] }) {
  const parts = allParts(submodules);
  if (parts.length === 0) return null;
  return (
    <Card aria-labelledby="outcome-parts-title" className="overflow-hidden">
      <CardHeader
        id="outcome-parts-title"
        title="Parts"
        note="Each is judged on its own; the whole is as good as its worst part."
      />
      <ul className="divide-y">
        {parts.map(({ path, result }) => (
          <li key={path}>
            <details open={result.verdict === "contraindicated"}>
              <summary className="px-4 py-2.5 text-sm ring-inside">
                <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1 align-middle">
                  <VerdictBadge verdict={result.verdict} />
                  <span className="font-medium">{path}</span>
                  <span className="text-muted">{evidenceTypeWords[result.evidenceType].label}</span>
                  <AssuranceMark of={result} />
                </span>
              </summary>
              <div className="space-y-3 border-t p-4">
                <p className="text-sm text-pretty">{result.summary}</p>
                <p className="text-xs text-muted">
                  {result.binding === null
                    ? "Nothing ties it to the whole: it may come from another machine."
                    : `Tied to the whole: ${result.binding}.`}
                </p>
                <CheckGroups checks={result.checks} selectedId={null} links={null} within={path} />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  );
}
