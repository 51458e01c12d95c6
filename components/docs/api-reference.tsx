import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { curlExample } from "./curl-example";
import type { ApiDocument, ApiOperation } from "./openapi-model";
import { ApiResponses } from "./api-responses";
import { SchemaType, SchemaView } from "./schema-view";
import { constraintText } from "./schema-text";

/** The OpenAPI document as a page: a list to jump from, then every operation, then the named schemas. */
export function ApiReference({ document }: { readonly document: ApiDocument }) {
  const schemas = Object.entries(document.schemas);
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[14rem_minmax(0,1fr)]">
      <nav
        aria-label="Operations"
        className="top-[calc(var(--spacing-bar)+1.5rem)] max-h-[calc(100dvh-6rem)] overflow-y-auto text-sm lg:sticky"
      >
        <ul className="flex flex-col gap-4">
          {document.groups.map((group) => (
            <li key={group.tag}>
              <p className="text-xs font-medium text-faint">{group.tag}</p>
              <ul>
                {group.operations.map((operation) => (
                  <li key={operation.operationId}>
                    <a
                      href={`#${operation.operationId}`}
                      className="block rounded-sm py-1 text-xs break-all text-muted hover:text-text"
                    >
                      <code>{operation.operationId}</code>
                    </a>
                  </li>
                ))}
              </ul>
            </li>
          ))}
          <li>
            <a href="#schemas" className="rounded-sm text-muted hover:text-text">
              Schemas
            </a>
          </li>
        </ul>
      </nav>
      <div className="flex min-w-0 flex-col gap-8">
        {document.groups.map((group) => (
          <section
            key={group.tag}
            aria-labelledby={`tag-${group.tag}`}
            className="flex flex-col gap-4"
          >
            <h2 id={`tag-${group.tag}`} className="text-lg font-semibold">
              {group.tag}
            </h2>
            {group.operations.map((operation) => (
              <Operation key={operation.operationId} operation={operation} />
            ))}
          </section>
        ))}
        <section aria-labelledby="schemas" className="flex flex-col gap-4">
          <h2 id="schemas" className="text-lg font-semibold">
            Schemas
          </h2>
          {schemas.map(([name, schema]) => (
            <Card key={name} id={`schema-${name}`} className="p-4 target:border-accent">
              <h3 className="pb-1">
                <code className="text-sm font-semibold">{name}</code>
              </h3>
              <SchemaView schema={schema} />
            </Card>
          ))}
        </section>
      </div>
    </div>
  );
}

function Operation({ operation }: { readonly operation: ApiOperation }) {
  const command = curlExample(operation);
  return (
    <Card
      id={operation.operationId}
      aria-label={operation.summary}
      className="target:border-accent"
    >
      <header className="border-b px-4 py-3">
        <h3 className="text-base font-semibold">{operation.summary}</h3>
        <p className="mt-1 flex flex-wrap items-center gap-2">
          <Badge tone={operation.method === "GET" ? "neutral" : "pending"}>
            {operation.method}
          </Badge>
          <code className="text-sm wrap-anywhere">{operation.path}</code>
        </p>
        {operation.description ? (
          <p className="mt-1.5 max-w-3xl text-sm text-muted">{operation.description}</p>
        ) : null}
      </header>
      <div className="flex flex-col gap-4 p-4">
        <div className="flex items-start gap-2 rounded-control border bg-sunken p-3">
          <pre
            className="min-w-0 flex-1 overflow-x-auto text-xs"
            tabIndex={0}
            aria-label="Example command"
          >
            {command}
          </pre>
          <CopyButton text={command} label="the command" />
        </div>
        {operation.parameters.length > 0 ? <Parameters operation={operation} /> : null}
        {operation.requestBody ? (
          <section>
            <h4 className="pb-1 text-sm font-semibold">Body</h4>
            {Object.entries(operation.requestBody.content).map(([media, { schema }]) => (
              <div key={media}>
                <p className="pb-1 text-xs text-muted">{media}</p>
                {operation.requestBody?.description ? (
                  <p className="pb-1 text-sm text-muted">{operation.requestBody.description}</p>
                ) : null}
                <SchemaView schema={schema} />
              </div>
            ))}
          </section>
        ) : null}
        <ApiResponses responses={operation.responses} />
      </div>
    </Card>
  );
}

function Parameters({ operation }: { readonly operation: ApiOperation }) {
  return (
    <section>
      <h4 className="pb-1 text-sm font-semibold">Parameters</h4>
      <dl className="divide-y border-y text-sm">
        {operation.parameters.map((parameter) => (
          <div
            key={`${parameter.in}-${parameter.name}`}
            className="grid gap-x-4 py-1.5 sm:grid-cols-[minmax(9rem,14rem)_1fr]"
          >
            <dt className="flex items-baseline gap-2">
              <code className="text-xs wrap-anywhere">{parameter.name}</code>
              <span className="text-xs text-muted">
                {parameter.in}
                {parameter.required ? ", required" : null}
              </span>
            </dt>
            <dd className="min-w-0">
              <SchemaType schema={parameter.schema} />{" "}
              <span className="text-xs wrap-anywhere text-muted">
                {constraintText(parameter.schema)}
              </span>
              {parameter.description ? (
                <span className="block text-muted">{parameter.description}</span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
