import type { z } from "zod";
import type { Permission } from "@/lib/access/permissions";
import {
  type ApiKey,
  type createApiKeySchema,
  SUGGESTED_LIFETIME_DAYS,
  type updateApiKeySchema,
} from "@/lib/contract/api-keys";
import { policySchema } from "@/lib/contract/policy";
import { fromUtcInput, toUtcInput } from "@/lib/format/utc-input";
import { splitList } from "./key-words";

/** What is typed about a key that may change as long as it works. */
export interface KeyProperties {
  readonly name: string;
  readonly networks: string;
  readonly tags: string;
  /** A name, `OWN_POLICY`, or nothing for the default. */
  readonly policy: string;
  readonly policyText: string;
}

/** What is typed into the form of a new key. */
export interface KeyDraft extends KeyProperties {
  readonly service: string;
  readonly scopes: readonly Permission[];
  /** Days, or `never`. */
  readonly lifetime: string;
}

/** What is typed into the form of a key that is there. */
export interface KeyEdit extends KeyProperties {
  /** UTC, to the minute, as the input has it; empty: never. */
  readonly expires: string;
}

export const OWN_POLICY = "own";
const DAY_MS = 86_400_000;

export const emptyDraft: KeyDraft = {
  name: "",
  service: "",
  scopes: [],
  networks: "",
  tags: "",
  lifetime: String(SUGGESTED_LIFETIME_DAYS),
  policy: "",
  policyText: "",
};

/** What has to be put right before it can be sent; null for nothing. */
export function draftProblem(draft: KeyDraft): string | null {
  if (draft.scopes.length === 0) return "Choose at least one thing that the key may do.";
  return policyProblem(draft);
}

export function policyProblem({ policy, policyText }: KeyProperties): string | null {
  if (policy !== OWN_POLICY) return null;
  const read = readPolicy(policyText);
  if (read.success) return null;
  const [issue] = read.error.issues;
  const place = issue?.path.join(".") ?? "";
  return `The policy can’t be used: ${place === "" ? "" : `${place}: `}${issue?.message ?? "it is no JSON"}.`;
}

/** Only for a draft without a problem. */
export function requestOf(draft: KeyDraft, nowMs: number): z.input<typeof createApiKeySchema> {
  const { lifetime } = draft;
  return {
    name: draft.name,
    service: draft.service.trim() === "" ? null : draft.service.trim(),
    scopes: [...draft.scopes],
    networks: splitList(draft.networks),
    tags: splitList(draft.tags),
    policy: policyOf(draft),
    expiresAt:
      lifetime === "never" ? null : new Date(nowMs + Number(lifetime) * DAY_MS).toISOString(),
  };
}

export function editOf({ name, networks, tags, policy, expiresAt }: ApiKey): KeyEdit {
  const isDocument = policy !== null && typeof policy !== "string";
  return {
    name,
    networks: networks.join("\n"),
    tags: tags.join(", "),
    policy: isDocument ? OWN_POLICY : (policy ?? ""),
    policyText: isDocument ? JSON.stringify(policy, null, 2) : "",
    expires: expiresAt === null ? "" : toUtcInput(expiresAt),
  };
}

export type KeyChanges = z.input<typeof updateApiKeySchema>;

/** What the form says otherwise than it did at first: nothing else is sent. Only for an edit without a problem. */
export function changesOf(before: KeyEdit, after: KeyEdit): KeyChanges {
  const was = requested(before);
  return Object.fromEntries(
    Object.entries(requested(after)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(was, name)),
    ),
  );
}

function requested(edit: KeyEdit): KeyChanges {
  const expiresAt = fromUtcInput(edit.expires);
  return {
    name: edit.name.trim(),
    networks: splitList(edit.networks),
    tags: splitList(edit.tags),
    policy: policyOf(edit),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function policyOf({ policy, policyText }: KeyProperties) {
  if (policy === "") return null;
  return policy === OWN_POLICY ? readPolicy(policyText).data : policy;
}

function readPolicy(text: string) {
  try {
    return policySchema.safeParse(JSON.parse(text));
  } catch {
    return policySchema.safeParse(text);
  }
}
