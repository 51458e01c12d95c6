"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Input } from "@/components/ui/field";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useCopy } from "@/components/ui/use-copy";
import {
  type ByteRange,
  findBytes,
  formatSlice,
  parseHexPattern,
  parseOffset,
  SLICE_FORMATS,
} from "./hex-model";

const MOST_FOUND = 500;
const formatLabels = {
  hex: "As hex",
  base64: "As base64",
  c: "As a C array",
  python: "As Python bytes",
} as const;

/** Go to an offset, search for bytes, copy what is pinned. */
export function InspectorToolbar({
  bytes,
  pinned,
  onGoTo,
  onFound,
  permalink,
}: {
  readonly bytes: Uint8Array;
  readonly pinned: ByteRange | null;
  readonly onGoTo: (offset: number) => void;
  readonly onFound: (range: ByteRange | null) => void;
  /** The address of what is pinned; null where the page has none. */
  readonly permalink: (() => string) | null;
}) {
  const { copied, copy } = useCopy();
  const slice = pinned === null ? null : bytes.subarray(pinned.start, pinned.end);
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-2 border-b p-2">
      <GoTo size={bytes.length} onGoTo={onGoTo} />
      <Search bytes={bytes} onFound={onFound} onGoTo={onGoTo} />
      <div className="ml-auto flex items-center gap-1">
        {permalink === null || pinned === null ? null : (
          <CopyButton text={permalink} label="link to these bytes">
            Link
          </CopyButton>
        )}
        <Menu
          trigger={
            <Button size="small" disabled={slice === null}>
              {copied ? "Copied" : slice === null ? "Copy bytes" : `Copy ${slice.length} B`}
              <ChevronDown aria-hidden />
            </Button>
          }
        >
          {SLICE_FORMATS.map((format) => (
            <MenuItem
              key={format}
              onSelect={() => {
                if (slice !== null) copy(formatSlice(slice, format));
              }}
            >
              {formatLabels[format]}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </div>
  );
}

function GoTo({ size, onGoTo }: { readonly size: number; readonly onGoTo: (o: number) => void }) {
  const [text, setText] = useState("");
  const [bad, setBad] = useState(false);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const offset = parseOffset(text, size);
    setBad(offset === null);
    if (offset !== null) onGoTo(offset);
  };
  return (
    <form onSubmit={onSubmit} className="w-28">
      <Input
        aria-label={`Go to offset, 0 to ${size - 1}, decimal or 0x`}
        aria-invalid={bad || undefined}
        placeholder="Go to 0x178"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setBad(false);
        }}
        className="h-7! text-xs!"
      />
      {bad ? (
        <p role="alert" className="mt-0.5 text-xs text-contraindicated">
          0 to {size - 1}
        </p>
      ) : null}
    </form>
  );
}

function Search({
  bytes,
  onFound,
  onGoTo,
}: {
  readonly bytes: Uint8Array;
  readonly onFound: (range: ByteRange | null) => void;
  readonly onGoTo: (offset: number) => void;
}) {
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const pattern = parseHexPattern(text);
  const found = pattern === null ? [] : findBytes(bytes, pattern, MOST_FOUND);
  const show = (at: number, places: readonly number[], length: number) => {
    const offset = places[at];
    setIndex(at);
    if (offset === undefined) return;
    onFound({ start: offset, end: offset + length });
    onGoTo(offset);
  };
  const step = (by: 1 | -1) => {
    if (pattern === null || found.length === 0) return;
    show((index + by + found.length) % found.length, found, pattern.length);
  };
  const onText = (next: string) => {
    setText(next);
    const bytesSought = parseHexPattern(next);
    const places = bytesSought === null ? [] : findBytes(bytes, bytesSought, MOST_FOUND);
    if (bytesSought === null || places.length === 0) {
      setIndex(0);
      onFound(null);
    } else show(0, places, bytesSought.length);
  };
  return (
    <form
      role="search"
      aria-label="Bytes"
      onSubmit={(event) => {
        event.preventDefault();
        step(1);
      }}
      className="flex items-center gap-1"
    >
      <Input
        aria-label="Search bytes, as hex"
        placeholder="Find 93 9a 72 f7"
        value={text}
        onChange={(event) => onText(event.target.value)}
        className="h-7! w-40 digits text-xs!"
      />
      {text === "" ? null : (
        <span role="status" className="min-w-12 text-xs whitespace-nowrap text-muted tabular-nums">
          {pattern === null
            ? "whole bytes"
            : found.length === 0
              ? "not found"
              : `${index + 1} of ${found.length}${found.length === MOST_FOUND ? "+" : ""}`}
        </span>
      )}
      {found.length > 1 ? (
        <>
          <Button
            size="icon-small"
            variant="ghost"
            aria-label="Previous place"
            onClick={() => step(-1)}
          >
            <ChevronUp aria-hidden />
          </Button>
          <Button size="icon-small" variant="ghost" aria-label="Next place" onClick={() => step(1)}>
            <ChevronDown aria-hidden />
          </Button>
        </>
      ) : null}
    </form>
  );
}
