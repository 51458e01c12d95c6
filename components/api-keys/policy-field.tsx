import { Field, Select, Textarea } from "@/components/ui/field";
import { BUILT_IN_POLICIES } from "@/lib/rats/appraisal-policy";
import { OWN_POLICY } from "./key-draft";
import type { PropertyField } from "./key-fields";

/** The policy that judges what the key sends without naming one. */
export function PolicyField({ draft, error, onChange }: PropertyField) {
  return (
    <>
      <Field
        label="Policy"
        optional
        error={draft.policy === OWN_POLICY ? null : error}
        help="Judges what the key sends without naming a policy."
      >
        {(control) => (
          <Select
            {...control}
            value={draft.policy}
            onChange={(event) => onChange({ policy: event.target.value })}
          >
            <option value="">the default</option>
            {BUILT_IN_POLICIES.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
            <option value={OWN_POLICY}>one of its own, as JSON</option>
          </Select>
        )}
      </Field>
      {draft.policy === OWN_POLICY ? (
        <Field label="Policy as JSON" error={error}>
          {(control) => (
            <Textarea
              {...control}
              rows={5}
              spellCheck={false}
              className="font-mono"
              placeholder='{"name": "fleet", "extends": "strict"}'
              value={draft.policyText}
              onChange={(event) => onChange({ policyText: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}
