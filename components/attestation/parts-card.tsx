import Link from "next/link";
import { AssuranceMark } from "@/components/attestations/assurance-mark";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { Card, CardHeader } from "@/components/ui/card";
import { evidenceTypeWords } from "@/lib/format/words";
import type { SubmoduleResult } from "@/lib/rats/attestation-result";
import { partHref } from "./attestation-paths";
import { allParts } from "./parts";

/** The parts of composite evidence, each with its verdict; nothing for evidence in one piece. */
export function PartsCard({
  id,
  parts,
}: {
  readonly id: string;
  readonly parts: readonly SubmoduleResult[];
}) {
  if (parts.length === 0) return null;
  return (
    <Card aria-labelledby="parts-title" className="overflow-hidden">
      <CardHeader
        id="parts-title"
        title="Parts"
        note="Each is judged on its own; the whole is as good as its worst part."
      />
      <ul className="divide-y text-sm">
        {allParts(parts).map(({ path, level, result }) => (
          <li key={path}>
            <Link
              href={partHref(id, path)}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 ring-inside hover:bg-hover"
              style={{ paddingLeft: level * 16 }}
            >
              <VerdictBadge verdict={result.verdict} />
              <span className="font-medium">{result.name}</span>
              <span className="text-muted">{evidenceTypeWords[result.evidenceType].label}</span>
              <AssuranceMark of={result} />
              <span className="basis-full text-xs text-muted">
                {result.binding === null
                  ? "Nothing ties it to the whole"
                  : `Tied: ${result.binding}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
