import type { OperationContract } from "@/lib/contract/operation";

/** Strings, numbers and booleans; `unknown` because the contract's coerced fields take anything. */
export type QueryValues = Readonly<Record<string, unknown>>;

/** The path of an operation with its parameters filled in and its query; what is undefined or empty is left out. */
export function operationUrl(
  operation: Pick<OperationContract, "path">,
  {
    params,
    query,
  }: {
    readonly params?: Readonly<Record<string, string>> | undefined;
    readonly query?: QueryValues | undefined;
  } = {},
): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(params?.[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** A command that asks the same of the server from a shell, with the key that the shell has in `ATTESTRY_API_KEY`. */
export function curlCommand({
  origin,
  method,
  url,
  body,
}: {
  readonly origin: string;
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const parts = ["curl -sS"];
  if (method !== "GET") parts.push(`-X ${method}`);
  parts.push(quoted(origin + url), '-H "authorization: Bearer $ATTESTRY_API_KEY"');
  if (body !== undefined) parts.push("-H 'content-type: application/json'", `-d ${quoted(body)}`);
  return parts.join(" ");
}
