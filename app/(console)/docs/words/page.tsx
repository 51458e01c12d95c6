import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AssuranceMark } from "@/components/attestations/assurance-mark";
import { StatusIcon } from "@/components/attestations/status-icon";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { PageHeader } from "@/components/shell/page-header";
import { Card, CardHeader } from "@/components/ui/card";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import {
  assuranceWords,
  checkGroupWords,
  checkStatusWords,
  tcbStatusMeanings,
  verdictWords,
} from "@/lib/format/words";
import { CHECK_GROUPS, CHECK_STATUSES } from "@/lib/rats/check";
import { TCB_STATUSES } from "@/lib/rats/tcb-status";
import { ASSURANCES, VERDICTS } from "@/lib/rats/verdict";

export const metadata: Metadata = { title: "Words" };

export default function WordsPage() {
  return (
    <>
      <PageHeader
        title="Words"
        note="What the console means by what it says. The words for roles and results follow RFC 9334."
      />
      <Words title="Verdicts">
        {VERDICTS.map((verdict) => (
          <KeyValue key={verdict} name={<VerdictBadge verdict={verdict} />}>
            {verdictWords[verdict].meaning}
          </KeyValue>
        ))}
      </Words>
      <Words title="Assurance">
        {ASSURANCES.map((assurance) => (
          <KeyValue
            key={assurance}
            name={<AssuranceMark of={{ assurance, verdict: "affirming", claimsVerified: true }} />}
          >
            {assuranceWords[assurance].meaning}
          </KeyValue>
        ))}
      </Words>
      <Words title="States of a check">
        {CHECK_STATUSES.map((status) => (
          <KeyValue
            key={status}
            name={
              <span className="flex items-center gap-2">
                <StatusIcon status={status} label="" /> {checkStatusWords[status].label}
              </span>
            }
          >
            {checkStatusWords[status].meaning}
          </KeyValue>
        ))}
      </Words>
      <Words title="Groups of checks, in the order of trust">
        {CHECK_GROUPS.map((group) => (
          <KeyValue key={group} name={checkGroupWords[group].label}>
            {checkGroupWords[group].meaning}
          </KeyValue>
        ))}
      </Words>
      <Words title="TCB statuses of Intel platforms">
        {TCB_STATUSES.map((status) => (
          <KeyValue key={status} name={<code className="text-xs wrap-anywhere">{status}</code>}>
            {tcbStatusMeanings[status]}
          </KeyValue>
        ))}
      </Words>
    </>
  );
}

function Words({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card>
      <CardHeader title={title} />
      <KeyValueList>{children}</KeyValueList>
    </Card>
  );
}
