"use client";

import Link from "next/link";
import { AssuranceMark } from "@/components/attestations/assurance-mark";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { classNames } from "@/components/ui/class-names";
import { Timestamp } from "@/components/ui/timestamp";
import type { Attestation } from "@/lib/contract/attestations";
import { evidenceTypeWords } from "@/lib/format/words";
import { AttestationActions } from "./attestation-actions";
import { attestationHref, checkHref } from "./attestation-paths";
import { FourAnswers } from "./four-answers";

/** The verdict in one sentence and four answers, on every tab. */
export function AttestationHeader({
  attestation,
  onVerifyInBrowser,
}: {
  readonly attestation: Attestation;
  readonly onVerifyInBrowser: () => void;
}) {
  const { id, result } = attestation;
  const newer = attestation.reverifications[0];
  return (
    <header
      className={classNames(
        "space-y-4",
        result.simulated && "rounded-card border border-dashed border-line-strong p-4",
      )}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-96">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <VerdictBadge verdict={result.verdict} large />
            <AssuranceMark of={result} />
            <span className="text-sm text-muted">
              {evidenceTypeWords[result.evidenceType].label}
            </span>
          </div>
          <h1 className="mt-2 max-w-4xl text-xl font-semibold text-pretty">{result.summary}</h1>
          <p className="mt-1 text-sm text-muted">
            Judged as of <Timestamp value={result.verifiedAt} absolute /> under{" "}
            <span className="font-medium text-text">{result.policy.name}</span>, received{" "}
            <Timestamp value={attestation.receivedAt} />
            {attestation.reverifies === null ? null : (
              <>
                , judging{" "}
                <Link
                  href={attestationHref(attestation.reverifies)}
                  className="underline underline-offset-2"
                >
                  an earlier attestation
                </Link>{" "}
                again
              </>
            )}
            {newer === undefined ? null : (
              <>
                .{" "}
                <Link href={attestationHref(newer.id)} className="underline underline-offset-2">
                  Judged again <Timestamp value={newer.receivedAt} />
                </Link>
              </>
            )}
          </p>
        </div>
        <AttestationActions attestation={attestation} onVerifyInBrowser={onVerifyInBrowser} />
      </div>
      <FourAnswers
        checks={result.checks}
        tcb={result.tcb}
        parts={result.submodules}
        hrefOf={(answer) =>
          answer.deciding === null
            ? `${attestationHref(id, "checks")}#group-${answer.groups[0]}`
            : checkHref(id, answer.deciding.id)
        }
      />
    </header>
  );
}
