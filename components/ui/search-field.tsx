"use client";

import { type FormEvent, useId } from "react";
import { Input } from "./field";

/** What a list is searched for. It counts when Enter is pressed, and comes back from the address. */
export function SearchField({
  label,
  placeholder,
  value,
  maxLength,
  error = null,
  onSearch,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  readonly maxLength?: number;
  readonly error?: string | null;
  readonly onSearch: (text: string | undefined) => void;
}) {
  const errorId = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("q");
    onSearch((typeof text === "string" && text.trim()) || undefined);
  };
  return (
    <form key={value} onSubmit={submit} className="min-w-48 flex-1 max-sm:basis-full md:max-w-80">
      <Input
        type="search"
        name="q"
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? errorId : undefined}
        placeholder={placeholder}
        defaultValue={value}
        maxLength={maxLength}
        autoComplete="off"
        spellCheck={false}
      />
      {error ? (
        <p id={errorId} role="alert" className="mt-1 text-xs text-contraindicated">
          {error}
        </p>
      ) : null}
    </form>
  );
}
