import type { Operation } from "@/lib/operations/operation";

/** What an address leads to. `allowed` lists the methods of the path when none of them is the one asked for. */
export type Route =
  | {
      readonly kind: "operation";
      readonly operation: Operation;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly kind: "other-method"; readonly allowed: readonly string[] }
  | { readonly kind: "none" };

export type Router = (method: string, path: string) => Route;

interface Template {
  readonly segments: readonly string[];
  readonly operations: Map<string, Operation>;
}

/** Finds operations by path: whole paths by look-up, those with parameters segment by segment. */
export function createRouter(operations: readonly Operation[]): Router {
  const plain = new Map<string, Template>();
  const withParams = new Map<string, Template>();
  for (const operation of operations) {
    const { path, method } = operation.contract;
    const templates = path.includes("{") ? withParams : plain;
    const template = templates.get(path) ?? { segments: path.split("/"), operations: new Map() };
    templates.set(path, template);
    template.operations.set(method, operation);
  }

  return (method, path) => {
    const known = plain.get(path);
    if (known !== undefined) return choose(known, { method, params: {} });
    const segments = path.split("/");
    for (const template of withParams.values()) {
      const params = match(template.segments, segments);
      if (params !== null) return choose(template, { method, params });
    }
    return { kind: "none" };
  };
}

function choose(
  { operations }: Template,
  { method, params }: { method: string; params: Readonly<Record<string, string>> },
): Route {
  // HEAD is GET without its body (RFC 9110, section 9.3.2).
  const operation = operations.get(method === "HEAD" ? "GET" : method);
  if (operation !== undefined) return { kind: "operation", operation, params };
  const allowed = [...operations.keys()].flatMap((name) =>
    name === "GET" ? [name, "HEAD"] : [name],
  );
  return { kind: "other-method", allowed: [...allowed, "OPTIONS"] };
}

function match(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | null {
  if (template.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const actual = segments[index] ?? "";
    if (expected.startsWith("{")) {
      const decoded = decode(actual);
      if (decoded === null || decoded === "") return null;
      params[expected.slice(1, -1)] = decoded;
    } else if (expected !== actual) {
      return null;
    }
  }
  return params;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
