import Link from "next/link";
import { StatusIcon } from "@/components/attestations/status-icon";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { Digest } from "@/components/ui/digest";
import type { Check } from "@/lib/rats/check";
import type { Claims } from "@/lib/rats/claims";
import type { Field } from "@/lib/rats/inspection";
import { claimOfCheck } from "./check-field";
import type { ClaimFields } from "./claim-fields";
import { type Judged, unverifiedTone } from "./judged";

/** What the evidence says about the software, each value with what judged it. */
export function ClaimTable({
  result,
  claims,
  fields,
  fieldHref,
}: {
  readonly result: Judged;
  readonly claims: Claims;
  readonly fields: ClaimFields;
  readonly fieldHref: (fieldId: string) => string;
}) {
  const rows = [
    ...Object.entries(claims.measurements),
    ...(claims.reportData === null ? [] : [["reportData", claims.reportData] as const]),
  ];
  const zero = rows.filter(([name, value]) => isZero(value) && !checkOfClaim(name, result.checks));
  const shown = zero.length > MAX_ZERO_ROWS ? rows.filter((row) => !zero.includes(row)) : rows;
  const attributes = Object.entries(claims.attributes);
  return (
    <Card
      aria-labelledby="claims-title"
      className={classNames("overflow-hidden", !result.claimsVerified && "border-dashed")}
    >
      <CardHeader
        id="claims-title"
        title="What runs there"
        note={
          result.claimsVerified
            ? "Measured by the hardware and covered by the signature."
            : undefined
        }
        actions={
          result.claimsVerified ? (
            claims.debug ? (
              <Badge tone="warning">debug mode</Badge>
            ) : null
          ) : (
            <Badge tone={unverifiedTone(result)}>unverified</Badge>
          )
        }
      />
      <table className="w-full text-left text-sm">
        <caption className="sr-only">Measurements and report data</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">Compared</th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {shown.map(([name, value]) => (
            <ClaimRow
              key={name}
              name={name}
              value={value}
              check={checkOfClaim(name, result.checks)}
              field={fields(name, value)}
              fieldHref={fieldHref}
            />
          ))}
          {shown.length === rows.length ? null : (
            <tr className="align-top">
              <td colSpan={3} className="px-4 py-2 text-xs text-faint">
                All zero: <code>{zero.map(([name]) => name).join(", ")}</code>
              </td>
            </tr>
          )}
        </tbody>
        {attributes.length === 0 ? null : (
          <tbody className="divide-y border-t">
            <tr className="bg-sunken">
              <th
                scope="rowgroup"
                colSpan={3}
                className="px-4 py-1.5 text-left text-xs font-medium text-muted"
              >
                Attributes
              </th>
            </tr>
            {attributes.map(([name, value]) => (
              <ClaimRow
                key={name}
                name={name}
                value={value}
                check={checkOfClaim(name, result.checks)}
                field={fields(name, value)}
                fieldHref={fieldHref}
              />
            ))}
          </tbody>
        )}
      </table>
    </Card>
  );
}

function ClaimRow({
  name,
  value,
  check,
  field,
  fieldHref,
}: {
  readonly name: string;
  readonly value: string;
  readonly check: Check | null;
  readonly field: Field | null;
  readonly fieldHref: (fieldId: string) => string;
}) {
  const zero = isZero(value);
  return (
    <tr className="align-top">
      <th scope="row" className="w-36 py-2 pr-3 pl-4 font-normal max-sm:w-28">
        {field === null ? (
          <code className="text-muted">{name}</code>
        ) : (
          <Link
            href={fieldHref(field.id)}
            title={field.description}
            className="text-muted underline decoration-line underline-offset-2 hover:text-text hover:decoration-text"
          >
            <code>{name}</code>
          </Link>
        )}
      </th>
      <td className="min-w-0 py-2 pr-3">
        {zero ? (
          <span className="text-faint">all zero</span>
        ) : (
          <Digest
            value={value}
            label={name}
            full
            className="text-xs"
            {...(check?.status === "fail" && { compareWith: check.expected })}
          />
        )}
        {zero || field?.meaning == null ? null : (
          <span className="block text-xs text-muted">{field.meaning}</span>
        )}
      </td>
      <td className="w-28 py-2 pr-4 text-right text-xs leading-5 whitespace-nowrap max-sm:w-10">
        <Compared check={check} />
      </td>
    </tr>
  );
}

/** More registers than this that hold nothing are named in one line. */
const MAX_ZERO_ROWS = 3;

function isZero(value: string): boolean {
  return /^0+$/.test(value) && value.length > 8;
}

function Compared({ check }: { readonly check: Check | null }) {
  if (check === null || check.status === "skip") {
    return <span className="text-faint max-sm:sr-only">not asked</span>;
  }
  const words = { pass: "as expected", fail: "differs", warn: "tolerated" } as const;
  return (
    <span className="inline-flex items-center gap-1.5">
      <StatusIcon status={check.status} label="" className="size-3.5" />
      <span className="max-sm:sr-only">{words[check.status]}</span>
    </span>
  );
}

/** The worst check that compared this claim with an expectation of the policy or of the call. */
function checkOfClaim(name: string, checks: readonly Check[]): Check | null {
  const rank = { fail: 0, warn: 1, pass: 2, skip: 3 } as const;
  const own = checks.filter((check) => claimOfCheck(check.id) === name.toLowerCase());
  return own.toSorted((a, b) => rank[a.status] - rank[b.status])[0] ?? null;
}
