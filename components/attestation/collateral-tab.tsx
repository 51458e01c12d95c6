"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, Layers } from "lucide-react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { Digest } from "@/components/ui/digest";
import { EmptyState } from "@/components/ui/empty-state";
import { Timestamp } from "@/components/ui/timestamp";
import { attestationMaterialQuery } from "@/lib/client/attestations";
import type { AttestationMaterial, UsedEndorsement } from "@/lib/contract/attestations";
import { formatBytes } from "@/lib/format/amount";
import { formatUtcDate } from "@/lib/format/date";
import { collateralFileName, collateralText, validityOf } from "./collateral-text";
import { saveFile } from "./save-file";
import { useLoadedAttestation } from "./loaded-attestation";

const origins = {
  request: "came with the request",
  cache: "from the cache",
  fetched: "fetched for this",
  imported: "imported from a file",
  stored: "stored with an earlier judgement",
} as const satisfies Record<UsedEndorsement["origin"], string>;

/** What the verdict stands on: each item with where it came from, when it is valid, and its bytes. */
export function CollateralTab() {
  const { id, endorsements } = useLoadedAttestation();
  const material = useQuery(attestationMaterialQuery(id)).data ?? null;
  if (endorsements.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={<Layers />}
          title="No collateral was used"
          action={
            <ButtonLink href="/collateral" variant="primary">
              Import collateral
            </ButtonLink>
          }
        >
          It did not come with the request and could not be had. Import it, then verify again as
          now.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card className="overflow-clip">
      <CardHeader
        title="What this verdict stands on"
        note="Kept byte for byte with the verdict, so that it can be judged again at its own time."
        actions={
          <Button
            size="small"
            disabled={material === null}
            onClick={() => {
              if (material === null) return;
              const text = JSON.stringify(material.endorsements, null, 2);
              saveFile(`${id}.endorsements.json`, { content: text, type: "application/json" });
            }}
          >
            <Download aria-hidden />
            Download all
          </Button>
        }
      />
      <DataTable
        caption="Collateral used"
        rows={endorsements}
        rowKey={(used) => `${used.item} ${used.key ?? ""}`}
        columns={[
          {
            id: "label",
            header: "Item",
            cell: (used) => (
              <>
                <span className="font-medium">{used.label}</span>{" "}
                <code className="text-xs text-faint">{used.item}</code>
              </>
            ),
          },
          { id: "origin", header: "Origin", cell: (used) => <Origin used={used} /> },
          {
            id: "window",
            header: "Valid",
            cell: (used) => <Window used={used} material={material} />,
          },
          {
            id: "digest",
            header: "SHA-256",
            cell: (used) => <Digest value={used.sha256} label={`digest of ${used.label}`} />,
          },
          {
            id: "size",
            header: "Size",
            align: "right",
            cell: (used) => formatBytes(used.size),
          },
          {
            id: "download",
            header: <span className="sr-only">Download</span>,
            align: "right",
            cell: (used) => <DownloadItem used={used} material={material} />,
          },
        ]}
        compact={(used) => (
          <div className="space-y-0.5">
            <div className="flex items-baseline justify-between gap-2">
              <span className="font-medium">{used.label}</span>
              <DownloadItem used={used} material={material} />
            </div>
            <p className="text-xs text-muted">
              <Origin used={used} />, <Window used={used} material={material} />
            </p>
            <Digest value={used.sha256} label={`digest of ${used.label}`} className="text-xs" />
          </div>
        )}
      />
    </Card>
  );
}

function Origin({ used }: { readonly used: UsedEndorsement }) {
  return (
    <span>
      {origins[used.origin]}
      {used.upstream === null ? null : <span className="text-muted">, {used.upstream}</span>}
      {used.retrievedAt === null ? null : (
        <span className="text-muted">
          , <Timestamp value={used.retrievedAt} />
        </span>
      )}
    </span>
  );
}

function Window({
  used,
  material,
}: {
  readonly used: UsedEndorsement;
  readonly material: AttestationMaterial | null;
}) {
  const window = material === null ? null : validityOf(used, material);
  if (window === null) {
    const isCertificates = /chain$|cert$|vcek$|vlek$/i.test(used.item);
    return (
      <span className="text-faint">
        {isCertificates ? "as its certificates" : "names no dates"}
      </span>
    );
  }
  return (
    <span className="tabular-nums">
      {formatUtcDate(window.notBefore)} to {formatUtcDate(window.notAfter)}
    </span>
  );
}

function DownloadItem({
  used,
  material,
}: {
  readonly used: UsedEndorsement;
  readonly material: AttestationMaterial | null;
}) {
  const text = material === null ? null : collateralText(used, material);
  if (text === null) return null;
  return (
    <Button
      variant="ghost"
      size="icon-small"
      aria-label={`Download ${used.label}`}
      onClick={() =>
        saveFile(collateralFileName(used, text), { content: text, type: "text/plain" })
      }
    >
      <Download aria-hidden />
    </Button>
  );
}
