"use client";

import { FilePlus2, X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { readEvidenceFile, toBase64 } from "@/lib/browser/read-evidence";
import { formatBytes } from "@/lib/format/amount";
import { MAX_EVENT_LOG_BYTES, MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";
import {
  type DraftProblems,
  freshPartName,
  type GivenPart,
  type VerificationDraft,
} from "./verification-draft";

/** What belongs to the evidence: its event log, and further pieces of the same machine. */
export function Companions({
  draft,
  problems,
  onDraft,
}: {
  readonly draft: VerificationDraft;
  readonly problems: DraftProblems;
  readonly onDraft: (draft: VerificationDraft) => void;
}) {
  const [failure, setFailure] = useState<string | null>(null);
  const { eventLog, parts } = draft;

  const takeLog = async (file: File) => {
    if (file.size > MAX_EVENT_LOG_BYTES) {
      setFailure(`An event log may have ${formatBytes(MAX_EVENT_LOG_BYTES)}.`);
      return;
    }
    setFailure(null);
    const bytes = new Uint8Array(await file.arrayBuffer());
    onDraft({ ...draft, eventLog: { name: file.name, base64: toBase64(bytes) } });
  };
  const takePart = async (file: File) => {
    const content = await file.slice(0, MAX_EVIDENCE_BYTES * 2 + 64).arrayBuffer();
    const read = readEvidenceFile(new Uint8Array(content));
    if (!read.ok) {
      setFailure(`${file.name}: ${read.failure.detail}.`);
      return;
    }
    setFailure(null);
    const part = { name: freshPartName(parts), fileName: file.name, evidence: read.value };
    onDraft({ ...draft, parts: [...parts, part] });
  };
  const setParts = (next: readonly GivenPart[]) => onDraft({ ...draft, parts: next });

  return (
    <fieldset className="space-y-2 border-t pt-4">
      <legend className="float-left text-sm font-medium">Goes with it</legend>
      <p className="clear-left text-xs text-muted">
        The event log of this machine, or further evidence of it: a GPU, a vTPM. Each piece is
        judged on its own, and the whole is as good as its worst part.
      </p>
      {eventLog === null && parts.length === 0 ? null : (
        <ul className="divide-y rounded-control border">
          {eventLog === null ? null : (
            <Line
              removeLabel="Remove the event log"
              onRemove={() => onDraft({ ...draft, eventLog: null })}
            >
              <span className="font-medium">Event log</span>{" "}
              <span className="text-muted">{eventLog.name}</span>
            </Line>
          )}
          {parts.map((part, index) => (
            <Line
              // Its place is what it is known by here: the name is being typed.
              key={index}
              removeLabel={`Remove ${part.fileName}`}
              onRemove={() => setParts(parts.filter((_part, other) => other !== index))}
            >
              <span className="flex flex-wrap items-center gap-2">
                <span className="w-32">
                  <Input
                    aria-label={`Name of ${part.fileName}`}
                    aria-invalid={problems.parts ? true : undefined}
                    value={part.name}
                    onChange={({ target }) =>
                      setParts(
                        parts.map((other, at) =>
                          at === index ? { ...part, name: target.value } : other,
                        ),
                      )
                    }
                  />
                </span>
                <span className="min-w-0 truncate text-muted">
                  {part.fileName}, {formatBytes(part.evidence.bytes.length)}
                </span>
              </span>
            </Line>
          ))}
        </ul>
      )}
      {failure === null && problems.parts === undefined ? null : (
        <p role="alert" className="text-xs text-contraindicated">
          {failure ?? problems.parts?.message}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {eventLog === null ? (
          <FileButton label="Event log file" onFile={takeLog}>
            Add an event log
          </FileButton>
        ) : null}
        <FileButton label="File of another piece of evidence" onFile={takePart}>
          Add another piece
        </FileButton>
      </div>
    </fieldset>
  );
}

function Line({
  children,
  removeLabel,
  onRemove,
}: {
  readonly children: ReactNode;
  readonly removeLabel: string;
  readonly onRemove: () => void;
}) {
  return (
    <li className="flex items-center justify-between gap-2 py-1 pr-1 pl-3 text-sm">
      <span className="min-w-0">{children}</span>
      <Button variant="ghost" size="icon-small" aria-label={removeLabel} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </li>
  );
}

function FileButton({
  label,
  onFile,
  children,
}: {
  readonly label: string;
  readonly onFile: (file: File) => Promise<void>;
  readonly children: ReactNode;
}) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="small" onClick={() => picker.current?.click()}>
        <FilePlus2 aria-hidden />
        {children}
      </Button>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void onFile(file);
        }}
      />
    </>
  );
}
