import { Field, Input, Textarea } from "@/components/ui/field";
import type { KeyProperties } from "./key-draft";

/** A field of the forms that make and change a key. */
export interface PropertyField {
  readonly draft: KeyProperties;
  readonly error: string | null;
  readonly onChange: (changes: Partial<KeyProperties>) => void;
}

export function NameField({ draft, error, onChange }: PropertyField) {
  return (
    <Field label="Name" error={error} help="What uses it, so that others recognise it.">
      {(control) => (
        <Input
          {...control}
          autoFocus
          required
          maxLength={100}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      )}
    </Field>
  );
}

export function TagsField({ draft, error, onChange }: PropertyField) {
  return (
    <Field label="Tags" optional error={error} help="With commas between them.">
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          value={draft.tags}
          onChange={(event) => onChange({ tags: event.target.value })}
        />
      )}
    </Field>
  );
}

export function NetworksField({ draft, error, onChange }: PropertyField) {
  return (
    <Field
      label="Networks"
      optional
      error={error}
      help="From where it may be used, one in each line: 10.0.0.0/8, 2001:db8::/32 or an address. None: from anywhere."
    >
      {(control) => (
        <Textarea
          {...control}
          rows={Math.max(2, draft.networks.split("\n").length)}
          spellCheck={false}
          className="font-mono"
          value={draft.networks}
          onChange={(event) => onChange({ networks: event.target.value })}
        />
      )}
    </Field>
  );
}
