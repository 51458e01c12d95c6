import { type JsonSchema, referencedName } from "./openapi-model";
import { constraintText, typeText } from "./schema-text";

/** The members of an object, nested ones behind a disclosure; named schemas are links to their own place. */
export function SchemaView({ schema }: { readonly schema: JsonSchema }) {
  const inner = innerObject(schema);
  return (
    <div className="text-sm">
      <p>
        <SchemaType schema={schema} />
        <Constraint schema={schema} />
      </p>
      {inner ? <Members schema={inner} /> : <Alternatives schema={schema} />}
    </div>
  );
}

function Members({ schema }: { readonly schema: JsonSchema }) {
  const entries = Object.entries(schema.properties ?? {});
  if (entries.length === 0) return null;
  return (
    <dl className="mt-1.5 divide-y border-y">
      {entries.map(([name, member]) => {
        const nested = innerObject(member);
        const isRequired = schema.required?.includes(name) ?? false;
        return (
          <div key={name} className="grid gap-x-4 py-1.5 sm:grid-cols-[minmax(9rem,14rem)_1fr]">
            <dt className="flex items-baseline gap-2">
              <code className="text-xs wrap-anywhere">{name}</code>
              {isRequired ? <span className="text-xs text-muted">required</span> : null}
            </dt>
            <dd className="min-w-0">
              <SchemaType schema={member} />
              <Constraint schema={member} />
              {member.description ? (
                <span className="block text-muted">{member.description}</span>
              ) : null}
              {nested ? (
                <details>
                  <summary className="w-fit rounded-sm py-1 text-xs text-accent hover:underline">
                    {Object.keys(nested.properties ?? {}).length} members
                  </summary>
                  <Members schema={nested} />
                </details>
              ) : (
                <Alternatives schema={member} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A union is drawn only when one of its parts has members to show; else its type says it all. */
function Alternatives({ schema }: { readonly schema: JsonSchema }) {
  const parts = (schema.anyOf ?? schema.oneOf ?? []).filter((part) => innerObject(part) !== null);
  if (parts.length === 0) return null;
  return parts.map((part, index) => (
    <details key={index}>
      <summary className="w-fit rounded-sm py-1 text-xs text-accent hover:underline">
        Alternative {index + 1}: {typeText(part)}
      </summary>
      <SchemaView schema={part} />
    </details>
  ));
}

export function SchemaType({ schema }: { readonly schema: JsonSchema }) {
  const named = namedParts(schema);
  if (named.length === 0) return <code className="text-xs wrap-anywhere">{typeText(schema)}</code>;
  return (
    <span>
      {named.map((name, index) => (
        <span key={name}>
          {index > 0 ? " or " : null}
          <a href={`#schema-${name}`} className="rounded-sm text-accent hover:underline">
            <code className="text-xs">{name}</code>
          </a>
        </span>
      ))}
      {schema.items ? " array" : null}
    </span>
  );
}

function namedParts(schema: JsonSchema): readonly string[] {
  if (schema.$ref) return [referencedName(schema.$ref)];
  if (schema.items?.$ref) return [referencedName(schema.items.$ref)];
  const parts = schema.anyOf ?? schema.oneOf ?? [];
  const names = parts.flatMap(({ $ref }) => ($ref ? [referencedName($ref)] : []));
  return names.length === parts.length ? names : [];
}

function Constraint({ schema }: { readonly schema: JsonSchema }) {
  const text = constraintText(schema);
  return text === "" ? null : <span className="text-xs wrap-anywhere text-muted"> {text}</span>;
}

/** The object that is to be drawn: the schema itself, or what its array holds. */
function innerObject(schema: JsonSchema): JsonSchema | null {
  if (schema.properties) return schema;
  if (schema.items?.properties) return schema.items;
  if (typeof schema.additionalProperties === "object" && schema.additionalProperties.properties) {
    return schema.additionalProperties;
  }
  const alternatives = (schema.anyOf ?? schema.oneOf)?.filter(({ type }) => type !== "null");
  const [only] = alternatives ?? [];
  return alternatives?.length === 1 && only ? innerObject(only) : null;
}
