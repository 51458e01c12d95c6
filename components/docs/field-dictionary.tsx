"use client";

import { useDeferredValue, useState } from "react";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/field";
import type { DictionaryEntry, DictionaryStructure } from "@/lib/rats/field-dictionary";

/** Every field by its structure, narrowed by typing; each structure and each field is an anchor. */
export function FieldDictionary({
  structures,
}: {
  readonly structures: readonly DictionaryStructure[];
}) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text).trim().toLowerCase();
  const shown = structures
    .map((structure) => ({
      ...structure,
      entries: structure.entries.filter((entry) => contains(entry, wanted)),
    }))
    .filter(({ entries }) => entries.length > 0);
  const count = shown.reduce((sum, { entries }) => sum + entries.length, 0);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,15rem)_minmax(0,1fr)]">
      <div className="space-y-3 lg:sticky lg:top-16">
        <Input
          type="search"
          aria-label="Filter fields"
          placeholder="Filter by name or words"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p role="status" className="text-xs text-muted">
          {count} {count === 1 ? "field" : "fields"}
        </p>
        <nav aria-label="Structures" className="max-lg:hidden">
          <ul className="space-y-0.5 text-sm">
            {shown.map(({ id, kind, name }) => (
              <li key={id}>
                <a href={`#${id}`} className="block rounded-control px-2 py-1 hover:bg-hover">
                  <span className="block truncate">{kind}</span>
                  <span className="block truncate text-xs text-muted">{name}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <div className="min-w-0 space-y-4">
        {shown.length === 0 ? (
          <Card>
            <EmptyState title="No field contains this text">
              Shorten it, or clear the filter.
            </EmptyState>
          </Card>
        ) : null}
        {shown.map((structure) => (
          <Structure key={structure.id} structure={structure} />
        ))}
      </div>
    </div>
  );
}

function contains({ id, name, description, bits }: DictionaryEntry, wanted: string): boolean {
  const words = [id, name, description, ...bits.flatMap((bit) => [bit.name, bit.meaning])];
  return words.join("\n").toLowerCase().includes(wanted);
}

function Structure({ structure }: { readonly structure: DictionaryStructure }) {
  const { id, kind, name, specification, length, entries } = structure;
  return (
    <Card id={id} aria-labelledby={`${id}-title`} className="scroll-mt-16 overflow-hidden">
      <CardHeader
        id={`${id}-title`}
        title={`${kind}, ${name}`}
        note={`${length === null ? "" : `${length} bytes. `}${specification}`}
      />
      <dl className="divide-y text-sm">
        {entries.map((entry) => (
          <div
            key={entry.id}
            id={`${id}.${entry.id}`}
            className="grid scroll-mt-16 gap-x-6 gap-y-1 px-4 py-2.5 target:bg-accent-tint md:grid-cols-[minmax(0,16rem)_minmax(0,1fr)]"
          >
            <dt className="min-w-0">
              <a href={`#${id}.${entry.id}`} className="rounded-sm font-medium hover:underline">
                {entry.name}
              </a>
              {entry.name === entry.id ? null : (
                <code className="block text-xs wrap-anywhere text-muted">{entry.id}</code>
              )}
              {entry.offset === null ? null : (
                <span className="block text-xs text-muted tabular-nums">
                  byte {entry.offset}, {entry.length} {entry.length === 1 ? "byte" : "bytes"}
                </span>
              )}
            </dt>
            <dd className="min-w-0 space-y-1">
              <p>{entry.description}</p>
              {entry.specification === null ? null : (
                <p className="text-xs text-muted">{entry.specification}</p>
              )}
              {entry.bits.length === 0 ? null : <Bits entry={entry} />}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Bits({ entry }: { readonly entry: DictionaryEntry }) {
  return (
    <details className="text-xs">
      <summary className="text-muted">{entry.bits.length} named bits</summary>
      <ul className="mt-1 space-y-1">
        {entry.bits.map((bit) => (
          <li key={bit.place} className="grid grid-cols-[4rem_minmax(0,1fr)] gap-x-2">
            <span className="text-muted tabular-nums">{bit.place}</span>
            <span>
              <code>{bit.name}</code> <span className="text-muted">{bit.meaning}</span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
