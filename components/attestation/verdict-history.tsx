import Link from "next/link";
import { VerdictBadge } from "@/components/attestations/verdict-badge";
import { Card, CardHeader } from "@/components/ui/card";
import { Timestamp } from "@/components/ui/timestamp";
import type { Attestation } from "@/lib/contract/attestations";
import { attestationHref } from "./attestation-paths";

/** Other judgements of the same evidence: the one that this one repeated, and those that repeated this one. */
export function VerdictHistory({ attestation }: { readonly attestation: Attestation }) {
  const { reverifies, reverifications } = attestation;
  if (reverifies === null && reverifications.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Judged again" />
      <ul className="divide-y text-sm">
        {reverifications.map((later) => (
          <li key={later.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
            <VerdictBadge verdict={later.verdict} />
            <Link href={attestationHref(later.id)} className="underline underline-offset-2">
              as of <Timestamp value={later.verifiedAt} absolute />
            </Link>
            <Timestamp value={later.receivedAt} className="ml-auto text-muted" />
          </li>
        ))}
        {reverifies === null ? null : (
          <li className="px-4 py-2">
            <Link href={attestationHref(reverifies)} className="underline underline-offset-2">
              The judgement that this one repeats
            </Link>
          </li>
        )}
      </ul>
    </Card>
  );
}
