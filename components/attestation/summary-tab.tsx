"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { Banner } from "@/components/ui/banner";
import { Card, CardHeader } from "@/components/ui/card";
import { Digest } from "@/components/ui/digest";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import { Timestamp } from "@/components/ui/timestamp";
import { attestationMaterialQuery } from "@/lib/client/attestations";
import { formatBytes, formatMilliseconds } from "@/lib/format/amount";
import { attestationHref, checkHref, fieldHref } from "./attestation-paths";
import { claimFields } from "./claim-fields";
import { ClaimTable } from "./claim-table";
import { formatText } from "./format-text";
import { unverifiedTone } from "./judged";
import { useLoadedAttestation } from "./loaded-attestation";
import { PartsCard } from "./parts-card";
import { ReasonCard } from "./reason-card";
import { TcbCard } from "./tcb-card";
import { VerdictHistory } from "./verdict-history";

/** Why, what it measured, on what hardware, and what the judgement itself was. */
export function SummaryTab() {
  const attestation = useLoadedAttestation();
  const { id, result } = attestation;
  const material = useQuery(attestationMaterialQuery(id));
  const format = formatText(result.format);
  const fields = useMemo(
    () => claimFields(material.data?.inspection?.fields ?? []),
    [material.data],
  );
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="space-y-4">
        <ReasonCard result={result} hrefOf={(check) => checkHref(id, check)} />
        <PartsCard id={id} parts={result.submodules} />
        {result.claims !== null && !result.claimsVerified ? (
          <Banner tone={unverifiedTone(result)} title="What follows is not verified">
            {result.verdict === "indeterminate"
              ? "It could not be decided whether these values can be trusted."
              : "The evidence was rejected before its values could be trusted."}{" "}
            They are shown so that you can tell what was sent; rely on none of them.
          </Banner>
        ) : null}
        {result.claims === null ? (
          <Banner tone="contraindicated" title="The evidence could not be read">
            There are no values to show. The Evidence tab has the bytes, and marks where reading
            stopped.
          </Banner>
        ) : (
          <ClaimTable
            result={result}
            claims={result.claims}
            fields={fields}
            fieldHref={(field) => fieldHref(id, field)}
          />
        )}
      </div>
      <div className="space-y-4">
        <TcbCard result={result} />
        <Card>
          <CardHeader title="This judgement" />
          <KeyValueList>
            <KeyValue name="Judged as of">
              <Timestamp value={result.verifiedAt} absolute />
            </KeyValue>
            <KeyValue name="Received">
              <Timestamp value={attestation.receivedAt} absolute />
            </KeyValue>
            <KeyValue name="Policy">
              <span className="font-medium">{result.policy.name}</span>{" "}
              <Digest value={result.policy.digest} label="policy digest" />
            </KeyValue>
            <KeyValue name="Evidence">
              <Digest value={result.evidenceDigest} label="evidence digest" />{" "}
              <span className="text-muted">{formatBytes(attestation.evidenceSize)}</span>
            </KeyValue>
            <KeyValue name="Collateral">
              {attestation.endorsements.length === 0 ? (
                "none"
              ) : (
                <Link
                  href={attestationHref(id, "collateral")}
                  className="underline underline-offset-2"
                >
                  {attestation.endorsements.length} items
                </Link>
              )}
            </KeyValue>
            {format === "" ? null : <KeyValue name="Format">{format}</KeyValue>}
            <KeyValue name="Time spent">{formatMilliseconds(result.timings.totalMs)}</KeyValue>
            <KeyValue name="Id">
              <Digest value={id} label="attestation id" full className="text-xs" />
            </KeyValue>
          </KeyValueList>
        </Card>
        <VerdictHistory attestation={attestation} />
      </div>
    </div>
  );
}
