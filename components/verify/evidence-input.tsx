"use client";

import { FileUp, X } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Field, Textarea } from "@/components/ui/field";
import { readEvidenceFile, readEvidenceText, type ReadEvidence } from "@/lib/browser/read-evidence";
import type { Result } from "@/lib/rats/result";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";
import { formatBytes } from "@/lib/format/amount";

/** What was given: pasted text, or a file by name. Null: nothing yet. */
export interface GivenEvidence {
  readonly text: string;
  readonly fileName: string | null;
  readonly read: Result<ReadEvidence> | null;
}

export const noEvidence: GivenEvidence = { text: "", fileName: null, read: null };

/** Paste hex or base64, pick a file, or drop one anywhere on the field. Nothing leaves the browser here. */
export function EvidenceInput({
  given,
  onGiven,
  children,
}: {
  readonly given: GivenEvidence;
  /** Further ways to get evidence, beside the file picker. */
  readonly children?: ReactNode;
  readonly onGiven: (given: GivenEvidence) => void;
}) {
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const failure = given.read?.ok === false ? given.read.failure : null;

  const takeFile = async (file: File) => {
    // A file over the limit is not read into memory: a few bytes more than the limit are enough to refuse it.
    const content = await file.slice(0, MAX_EVIDENCE_BYTES * 2 + 64).arrayBuffer();
    onGiven({ text: "", fileName: file.name, read: readEvidenceFile(new Uint8Array(content)) });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) void takeFile(file);
    else {
      const text = event.dataTransfer.getData("text/plain");
      if (text !== "") onGiven({ text, fileName: null, read: readEvidenceText(text) });
    }
  };

  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={classNames(
        "rounded-card transition-colors",
        over && "bg-accent-tint outline-2 outline-offset-4 outline-accent outline-dashed",
      )}
    >
      <Field
        label="Evidence"
        help={`A quote, report, document or token: hex, base64, JSON or a file dropped here. Up to ${formatBytes(MAX_EVIDENCE_BYTES)}.`}
        error={failure?.detail ?? null}
        errorCode={failure?.code ?? null}
      >
        {(control) => (
          <>
            {given.fileName === null ? (
              <Textarea
                {...control}
                rows={9}
                spellCheck={false}
                autoComplete="off"
                placeholder="040002008100000000000000939a7233f79c4ca9940a0db3957f0607…"
                value={given.text}
                onChange={(event) => {
                  const text = event.target.value;
                  onGiven({
                    text,
                    fileName: null,
                    read: text.trim() === "" ? null : readEvidenceText(text),
                  });
                }}
                className="resize-y digits text-xs! leading-5"
              />
            ) : (
              <div className="flex h-24 items-center justify-between gap-3 rounded-control border border-line-strong bg-sunken px-4">
                <p id={control.id} tabIndex={-1} className="min-w-0 text-sm">
                  <span className="block truncate font-medium">{given.fileName}</span>
                  {given.read?.ok ? (
                    <span className="text-muted">
                      {formatBytes(given.read.value.bytes.length)},{" "}
                      {given.read.value.encoding === "raw"
                        ? "binary"
                        : `text, ${given.read.value.encoding}`}
                    </span>
                  ) : null}
                </p>
                <Button
                  variant="ghost"
                  size="icon-small"
                  aria-label="Remove the file"
                  onClick={() => onGiven(noEvidence)}
                >
                  <X aria-hidden />
                </Button>
              </div>
            )}
            <div className="flex flex-wrap items-center gap-2 pt-1">
              <Button size="small" onClick={() => picker.current?.click()}>
                <FileUp aria-hidden />
                Pick a file
              </Button>
              {children}
              {given.text === "" ? null : (
                <Button size="small" variant="ghost" onClick={() => onGiven(noEvidence)}>
                  Clear
                </Button>
              )}
              <input
                ref={picker}
                type="file"
                hidden
                aria-label="Evidence file"
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  event.target.value = "";
                  if (file !== undefined) void takeFile(file);
                }}
              />
            </div>
          </>
        )}
      </Field>
    </div>
  );
}
