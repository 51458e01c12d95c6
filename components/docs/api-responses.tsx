import Link from "next/link";
import { Fragment } from "react";
import { isReasonCode } from "@/lib/rats/reason-codes";
import type { ApiOperation } from "./openapi-model";
import { SchemaView } from "./schema-view";

/** What comes back: the good answer with its schema, problems by status with their codes. */
export function ApiResponses({ responses }: { readonly responses: ApiOperation["responses"] }) {
  const entries = Object.entries(responses);
  const good = entries.filter(([status]) => status.startsWith("2"));
  const problems = entries.filter(([status]) => !status.startsWith("2"));
  return (
    <section>
      <h4 className="pb-1 text-sm font-semibold">Answers</h4>
      {good.map(([status, response]) => (
        <div key={status}>
          {Object.entries(response.content ?? {}).map(([media, { schema }]) => (
            <div key={media}>
              <p className="pb-1 text-xs text-muted">
                {status}, {media}
              </p>
              <SchemaView schema={schema} />
            </div>
          ))}
        </div>
      ))}
      {problems.length === 0 ? null : (
        <details className="mt-2 text-sm">
          <summary className="w-fit rounded-sm py-1 text-xs text-accent hover:underline">
            Problems: {problems.map(([status]) => status).join(", ")}
          </summary>
          <dl className="mt-1.5 divide-y border-y">
            {problems.map(([status, { description }]) => (
              <div key={status} className="grid grid-cols-[3rem_1fr] py-1.5">
                <dt className="tabular-nums">{status}</dt>
                <dd className="min-w-0">
                  {description.split("\n\n").map((line) => (
                    <p key={line} className="wrap-anywhere">
                      <WithCode line={line} />
                    </p>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

/** Text between backticks is code; a reason code is a link to its entry. */
function WithCode({ line }: { readonly line: string }) {
  return line.split("`").map((part, index) => {
    if (index % 2 === 0) return <Fragment key={index}>{part}</Fragment>;
    const code = <code className="text-xs">{part}</code>;
    return isReasonCode(part) ? (
      <Link
        key={index}
        href={`/docs/reason-codes#${part}`}
        className="rounded-sm text-accent hover:underline"
      >
        {code}
      </Link>
    ) : (
      <Fragment key={index}>{code}</Fragment>
    );
  });
}
