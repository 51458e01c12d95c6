"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { Kbd } from "@/components/ui/kbd";
import { describeError } from "@/lib/client/api-error";
import { searchQuery } from "@/lib/client/overview";
import { SEARCH_INPUT_ID } from "./search-input-id";
import { SearchHitLine } from "./search-hit-line";
import { listOfTerm, searchTerm } from "./search-term";

/** Finds attestations by an id or by the first digits of any digest; from 768 px on, else the palette does. */
export function GlobalSearch() {
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const term = searchTerm(useDeferredValue(text));
  const { data, error, isFetching } = useQuery({
    ...searchQuery(term ?? ""),
    enabled: term !== null && open,
  });
  const hits = term === null ? [] : (data?.hits ?? []);
  const listHref = hits.length > 0 ? listOfTerm(term) : null;
  const hrefs = hits.map(({ attestationId }) => `/attestations/${attestationId}`);
  const options = listHref === null ? hrefs : [...hrefs, listHref];
  const shown = open && text.trim() !== "";

  const go = (href: string) => {
    setOpen(false);
    setText("");
    router.push(href);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((current) =>
        options.length === 0 ? 0 : (current + step + options.length) % options.length,
      );
    }
    if (event.key === "Enter") {
      const href = options[active];
      if (href !== undefined) go(href);
    }
    if (event.key === "Escape") {
      setOpen(false);
      event.currentTarget.blur();
    }
  };

  return (
    <div
      role="search"
      className="relative w-72 max-lg:w-48 max-md:hidden"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint"
      />
      <input
        id={SEARCH_INPUT_ID}
        type="text"
        role="combobox"
        aria-label="Search by digest or id"
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && hits.length > 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="Search digest or id"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
        className="h-8 w-full rounded-control border border-line-strong bg-canvas pr-8 pl-8 text-sm placeholder:text-faint hover:border-muted"
      />
      <span aria-hidden className="pointer-events-none absolute top-1.5 right-1.5">
        <Kbd>/</Kbd>
      </span>
      <div
        className={classNames(
          "absolute top-10 right-0 z-40 w-[28rem] max-w-[calc(100vw-2rem)] rounded-card border bg-raised p-1 shadow-overlay",
          !shown && "hidden",
        )}
      >
        <ul
          id={listId}
          role="listbox"
          aria-label="Search results"
          className="max-h-96 overflow-y-auto"
        >
          {hits.map((hit, index) => (
            <li
              key={`${hit.attestationId}-${hit.kind}-${hit.name}`}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerMove={() => setActive(index)}
              // The input must not lose the focus before the click arrives.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => go(`/attestations/${hit.attestationId}`)}
              className={classNames(
                "cursor-pointer rounded-sm px-2 py-1.5",
                index === active && "bg-hover",
              )}
            >
              <SearchHitLine hit={hit} term={term ?? ""} />
            </li>
          ))}
          {listHref === null ? null : (
            <li
              id={`${listId}-${hits.length}`}
              role="option"
              aria-selected={active === hits.length}
              onPointerMove={() => setActive(hits.length)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => go(listHref)}
              className={classNames(
                "cursor-pointer rounded-sm px-2 py-1.5 text-sm text-accent",
                active === hits.length && "bg-hover",
              )}
            >
              List every attestation with <code>{term}…</code>
            </li>
          )}
        </ul>
        {hits.length === 0 ? (
          <p role="status" className="px-2 py-2 text-sm text-muted">
            {statusText({ isTerm: term !== null, isFetching, error })}
          </p>
        ) : null}
      </div>
    </div>
  );
}

function statusText({
  isTerm,
  isFetching,
  error,
}: {
  readonly isTerm: boolean;
  readonly isFetching: boolean;
  readonly error: unknown;
}): string {
  if (!isTerm) return "Type at least four hex digits of a digest, or an attestation id.";
  if (isFetching) return "Searching…";
  if (error) {
    const { code, detail } = describeError(error);
    return code ? `${detail} (${code})` : detail;
  }
  return "Nothing stored begins with these digits.";
}
