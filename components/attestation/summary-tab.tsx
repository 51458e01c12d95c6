"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { StatusIcon } from "@/components/attestations/status-icon";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Card, CardHeader } from "@/components/ui/card";
import { Digest } from "@/components/ui/digest";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import { Timestamp } from "@/components/ui/timestamp";
import { attestationMaterialQuery } from "@/lib/client/attestations";
import { formatBytes, formatMilliseconds } from "@/lib/format/amount";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { Field } from "@/lib/rats/inspection";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";
import { attestationHref, checkHref, fieldHref } from "./attestation-paths";
import { ReasonCodeText } from "./check-row";
import { useLoadedAttestation } from "./loaded-attestation";
import { ClaimTable, unverifiedTone } from "./claim-table";
import { VerdictHistory } from "./verdict-history";

/** Why, what it measured, on what hardware, and what the judgement itself was. */
export function SummaryTab() {
  const attestation = useLoadedAttestation();
  const { id, result } = attestation;
  const material = useQuery(attestationMaterialQuery(id));
  const format = formatText(result.format);
  const fields = bodyFields(material.data?.inspection?.fields ?? []);
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="space-y-4">
        <Reasons result={result} hrefOf={(check) => checkHref(id, check)} />
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
            There are no values to show. The Quote tab has the bytes, and marks where reading
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

function Reasons({
  result,
  hrefOf,
}: {
  readonly result: AttestationResult;
  readonly hrefOf: (check: string) => string;
}) {
  if (result.reasons.length === 0) return null;
  return (
    <Card aria-labelledby="reasons-title" className="overflow-hidden">
      <CardHeader id="reasons-title" title="Why not affirming" />
      <ul className="divide-y">
        {result.reasons.map((reason) => {
          const check = result.checks.find((candidate) => candidate.id === reason.check);
          const remedy = isReasonCode(reason.code) ? reasonCodeEntry(reason.code).remedy : null;
          return (
            <li
              key={`${reason.code} ${reason.check}`}
              className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 px-4 py-3 text-sm"
            >
              <StatusIcon status={check?.status ?? "fail"} className="mt-0.5" />
              <div className="min-w-0 space-y-0.5">
                <p className="flex flex-wrap items-baseline gap-x-3">
                  <Link
                    href={hrefOf(reason.check)}
                    className="inline-block leading-6 font-medium underline decoration-line-strong underline-offset-2 hover:decoration-text"
                  >
                    {reason.message}
                  </Link>
                  <ReasonCodeText code={reason.code} status={check?.status ?? "fail"} />
                </p>
                {remedy === null ? null : <p className="text-pretty text-muted">{remedy}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function TcbCard({ result }: { readonly result: AttestationResult }) {
  const { tcb, claims } = result;
  const hardware = Object.entries(claims?.hardware ?? {});
  const rest = hardware.filter(([name]) => !identity.has(name));
  const versions = Object.entries(claims?.tcb ?? {});
  return (
    <Card>
      <CardHeader
        title="Hardware and patch level"
        actions={
          result.claimsVerified ? null : <Badge tone={unverifiedTone(result)}>unverified</Badge>
        }
      />
      <KeyValueList>
        <KeyValue name="TCB status" hint="The vendor's word for how well patched this platform is">
          {tcb?.status == null ? (
            <span className="text-muted">not judged</span>
          ) : (
            <span className="font-medium">{tcb.status}</span>
          )}
          {tcb?.date == null ? null : (
            <span className="text-muted"> as of {tcb.date.slice(0, 10)}</span>
          )}
        </KeyValue>
        {Object.entries(tcb?.components ?? {}).map(([name, status]) => (
          <KeyValue key={name} name={partLabels[name] ?? name}>
            {status}
          </KeyValue>
        ))}
        <KeyValue name="Advisories" hint="Security advisories that apply at this patch level">
          {tcb === null || tcb.advisoryIds.length === 0 ? (
            <span className="text-muted">{tcb?.status == null ? "not judged" : "none"}</span>
          ) : (
            <span className="digits text-xs">{tcb.advisoryIds.join(", ")}</span>
          )}
        </KeyValue>
        {tcb?.evaluationDataNumber == null ? null : (
          <KeyValue name="TCB data" hint="Number of Intel's TCB recovery that this was judged with">
            evaluation number {tcb.evaluationDataNumber}
          </KeyValue>
        )}
        {hardware
          .filter(([name]) => identity.has(name))
          .map(([name, value]) => (
            <KeyValue key={name} name={<code>{name}</code>}>
              <Digest value={value} label={name} />
            </KeyValue>
          ))}
        {versions.map(([name, value]) => (
          <KeyValue key={name} name={<code>{name}</code>}>
            <Digest value={value} label={name} full className="text-xs" />
          </KeyValue>
        ))}
      </KeyValueList>
      {rest.length === 0 ? null : (
        <details className="border-t text-sm">
          <summary className="px-4 py-2 text-muted">{rest.length} more of the platform</summary>
          <KeyValueList>
            {rest.map(([name, value]) => (
              <KeyValue key={name} name={<code>{name}</code>}>
                <Digest value={value} label={name} />
              </KeyValue>
            ))}
          </KeyValueList>
        </details>
      )}
    </Card>
  );
}

/** What tells one platform from another; the rest is behind one more click. */
const identity: ReadonlySet<string> = new Set(["fmspc", "pceId", "ppid"]);

const partLabels: Readonly<Record<string, string>> = {
  platform: "Platform",
  qe: "Quoting enclave",
  tdxModule: "TDX module",
};

function formatText(format: AttestationResult["format"]): string {
  return [
    ["version", "version"],
    ["tdx", "TDX module"],
    ["certificationDataType", "certification data type"],
    ["trailingBytes", "trailing bytes"],
  ]
    .filter(([name = ""]) => format[name] !== undefined)
    .map(([name = "", label]) => `${label} ${String(format[name])}`)
    .join(", ");
}

/** Fields of the report body by the contract's name of the claim: lower case, without dots. */
function bodyFields(fields: readonly Field[]): ReadonlyMap<string, Field> {
  const body = fields.find((field) => field.id === "body");
  return new Map(
    (body?.children ?? []).map((field) => [field.id.slice("body.".length).toLowerCase(), field]),
  );
}
