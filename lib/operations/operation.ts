import type { z } from "zod";
import type { LimitClass } from "@/lib/access/limit-class";
import type { Permission } from "@/lib/access/permissions";
import type { OperationContract } from "@/lib/contract/operation";
import type { JsonLine } from "@/lib/parallel/json-line";
import type { Result } from "@/lib/rats/result";
import type { BatchLine } from "@/lib/services/batch-line";
import type { ServiceContext } from "@/lib/services/context";

/**
 * What an operation asks of whoever calls it: a permission in the organization that they act in; `signed-in` for what
 * people do with their own account; `public` for what comes before that.
 */
export type Required = Permission | "signed-in" | "public";

/** What an operation answers: the body, and what differs from its contract's plain answer. */
export interface Reply<B = unknown> {
  readonly body: B;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only where the contract's status is not the one: readiness. */
  readonly status?: number;
}

/** What the dispatcher hands over: parsed with the contract's schemas. */
export interface OperationInput {
  readonly params: unknown;
  readonly query: unknown;
  /** One document, or the lines of a batch. */
  readonly body: unknown;
  readonly context: ServiceContext;
}

export interface Operation {
  readonly contract: OperationContract;
  readonly permission: Required;
  /** Asks for a recent proof of who this is: for what gives or takes power. */
  readonly stepUp: boolean;
  /** Which bucket it draws from; null: none, for probes that must not ask the database. */
  readonly limit: LimitClass | null;
  /** The lines of a batch come as bytes and are parsed by whoever answers them. */
  readonly rawLines: boolean;
  // A method, not a property: its parameter may be narrower than what the dispatcher knows.
  run(input: OperationInput): Promise<Result<Reply>>;
}

type Parsed<S> = S extends z.ZodType<infer Output> ? Output : undefined;

type BodyOf<C extends OperationContract> = C["body"] extends {
  readonly kind: "ndjson";
  readonly schema: infer S;
}
  ? AsyncIterable<BatchLine<Parsed<S>>>
  : C["body"] extends { readonly schema: infer S }
    ? Parsed<S>
    : undefined;

type ReplyBody<C extends OperationContract> = C["response"] extends {
  readonly kind: "json";
  readonly schema: z.ZodType<infer Output>;
}
  ? Output
  : C["response"] extends { readonly kind: "ndjson"; readonly schema: z.ZodType<infer Output> }
    ? AsyncIterable<Output | JsonLine>
    : C["response"] extends { readonly kind: "bytes" }
      ? Uint8Array
      : string | AsyncIterable<string>;

/** An operation on lines that are read elsewhere: it gets the bytes of each. */
interface RawLinesInput<C extends OperationContract> extends Omit<TypedInput<C>, "body"> {
  readonly body: AsyncIterable<BatchLine<Uint8Array>>;
}

interface TypedInput<C extends OperationContract> {
  readonly params: Parsed<C["params"]>;
  readonly query: Parsed<C["query"]>;
  readonly body: BodyOf<C>;
  readonly context: ServiceContext;
}

interface Requirements {
  readonly permission: Required;
  readonly stepUp?: boolean;
  /** Default: `read` for GET, `manage` for the rest. */
  readonly limit?: LimitClass | null;
}

function requirementsOf(
  contract: OperationContract,
  { permission, stepUp = false, ...given }: Requirements,
): Pick<Operation, "permission" | "stepUp" | "limit"> {
  const usual = contract.method === "GET" ? "read" : "manage";
  return { permission, stepUp, limit: given.limit === undefined ? usual : given.limit };
}

/** Whether it leaves something behind when it succeeds; verifying and inspecting keep nothing. */
export function changesSomething({
  contract,
  permission,
}: Pick<Operation, "contract" | "permission">): boolean {
  return contract.method !== "GET" && permission !== "evidence:verify";
}

/** Joins a contract, what it requires and a use case. */
export function operation<const C extends OperationContract>(
  contract: C,
  {
    run,
    ...required
  }: Requirements & { run: (input: TypedInput<C>) => Promise<Result<Reply<ReplyBody<C>>>> },
): Operation {
  return { contract, ...requirementsOf(contract, required), rawLines: false, run };
}

/** The same for a batch whose lines are parsed on other threads. */
export function rawLinesOperation<const C extends OperationContract>(
  contract: C,
  {
    run,
    ...required
  }: Requirements & { run: (input: RawLinesInput<C>) => Promise<Result<Reply<ReplyBody<C>>>> },
): Operation {
  return { contract, ...requirementsOf(contract, required), rawLines: true, run };
}
