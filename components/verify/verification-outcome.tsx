"use client";

import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { CheckGroups } from "@/components/attestation/check-groups";
import { FourAnswers } from "@/components/attestation/four-answers";
import { firstFailure } from "@/components/attestation/answers";
import { AssuranceMark } from "@/components/attestations/assurance-mark";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { Inspector } from "@/components/inspector/inspector";
import type { Pin } from "@/components/inspector/pin";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Timestamp } from "@/components/ui/timestamp";
import type { InspectedEvidence } from "@/lib/browser/inspect-in-browser";
import { evidenceTypeWords } from "@/lib/format/words";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { OutcomeLog } from "./outcome-log";
import { OutcomeParts } from "./outcome-parts";

/** A verdict that is not kept: header, every check, and the inspector, on this page only. */
export function VerificationOutcome({
  result,
  inspected,
}: {
  readonly result: AttestationResult;
  readonly inspected: InspectedEvidence | null;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [pin, setPin] = useState<Pin | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  const problems = result.checks.filter(
    (check) => check.status === "fail" || check.status === "warn",
  );
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "start" });
  }, [result]);
  return (
    <section aria-label="Verdict" className="space-y-4">
      <div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <VerdictBadge verdict={result.verdict} large />
          <AssuranceMark of={result} />
          <span className="text-sm text-muted">
            {evidenceTypeWords[result.evidenceType].label}, not kept
          </span>
          <span className="ml-auto">
            <CopyButton text={() => JSON.stringify(result, null, 2)} label="result as JSON">
              Copy result
            </CopyButton>
          </span>
        </div>
        <h2
          ref={heading}
          tabIndex={-1}
          className="mt-2 scroll-mt-20 text-xl font-semibold text-pretty outline-none"
        >
          {result.summary}
        </h2>
        <p className="mt-1 text-sm text-muted">
          Judged as of <Timestamp value={result.verifiedAt} absolute /> under{" "}
          <span className="font-medium text-text">{result.policy.name}</span>
        </p>
      </div>
      <FourAnswers
        checks={result.checks}
        tcb={result.tcb}
        parts={result.submodules}
        hrefOf={(answer) =>
          answer.deciding === null ? `#group-${answer.groups[0]}` : `#check-${answer.deciding.id}`
        }
        // At once, so that what the link leads to is there when the browser looks for it.
        onFollow={() => flushSync(() => setUnfolded(true))}
      />
      <CheckGroups
        checks={unfolded ? result.checks : problems}
        selectedId={
          result.verdict === "contraindicated" ? (firstFailure(result.checks)?.id ?? null) : null
        }
        links={null}
      />
      <Button onClick={() => setUnfolded(!unfolded)} aria-expanded={unfolded}>
        {unfolded
          ? problems.length === 0
            ? "Hide the checks"
            : "Show only what failed or is tolerated"
          : `Show all ${result.checks.length} checks`}
      </Button>
      <OutcomeParts submodules={result.submodules} />
      {inspected?.inspection.eventLogs.map((log) => (
        <OutcomeLog key={log.id} log={log} claimsVerified={result.claimsVerified} />
      ))}
      {inspected === null ? null : (
        <Inspector
          bytes={inspected.bytes}
          inspection={inspected.inspection}
          checks={result.checks}
          pin={pin}
          onPin={setPin}
          checkHref={null}
          permalink={null}
        />
      )}
    </section>
  );
}
