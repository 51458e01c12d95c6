"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { attestationMaterialQuery } from "@/lib/client/attestations";
import { formatBytes } from "@/lib/format/amount";
import { fromBase64 } from "@/lib/browser/read-evidence";
import { useLoadedAttestation } from "./loaded-attestation";
import { saveFile } from "./save-file";

/** The result, the request and the evidence as the API has them. */
export function RawTab() {
  const { id, result, request, evidenceSize } = useLoadedAttestation();
  return (
    <div className="space-y-4">
      <Json title="Result" name={`${id}.result.json`} value={result} />
      <Json
        title="Request"
        note="Without evidence and endorsements, which have places of their own."
        name={`${id}.request.json`}
        value={request}
      />
      <Evidence id={id} size={evidenceSize} />
    </div>
  );
}

function Json({
  title,
  note,
  name,
  value,
}: {
  readonly title: string;
  readonly note?: string;
  readonly name: string;
  readonly value: object;
}) {
  const text = JSON.stringify(value, null, 2);
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={title}
        note={note}
        actions={
          <>
            <CopyButton text={text} label={title.toLowerCase()}>
              Copy
            </CopyButton>
            <Button
              size="small"
              onClick={() => saveFile(name, { content: text, type: "application/json" })}
            >
              <Download aria-hidden />
              Download
            </Button>
          </>
        }
      />
      <Block label={title}>{text}</Block>
    </Card>
  );
}

function Evidence({ id, size }: { readonly id: string; readonly size: number }) {
  const material = useQuery(attestationMaterialQuery(id));
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Evidence"
        note={`${formatBytes(size)}, as received`}
        actions={
          <>
            {material.data === undefined ? null : (
              <>
                <CopyButton text={() => hexOf(material.data.evidence)} label="hex of the evidence">
                  Copy hex
                </CopyButton>
                <CopyButton text={material.data.evidence} label="base64 of the evidence">
                  Copy base64
                </CopyButton>
              </>
            )}
            <a
              href={`/api/v1/attestations/${id}/evidence`}
              download={`${id}.quote.bin`}
              className={buttonClass({ size: "small" })}
            >
              <Download aria-hidden />
              Download
            </a>
          </>
        }
      />
      {material.isPending ? (
        <Loading label="evidence" className="p-4">
          <Skeleton className="h-40" />
        </Loading>
      ) : material.isError ? (
        <div className="p-4">
          <ErrorState
            title="The evidence can't be shown"
            {...describeError(material.error)}
            onRetry={() => void material.refetch()}
          />
        </div>
      ) : (
        <Block label="Evidence as base64">{material.data.evidence}</Block>
      )}
    </Card>
  );
}

function Block({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={label}
      className="max-h-112 overflow-auto p-4 text-xs leading-5 wrap-anywhere whitespace-pre-wrap ring-inside"
    >
      {children}
    </pre>
  );
}

function hexOf(base64: string): string {
  return Array.from(fromBase64(base64) ?? [], (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
