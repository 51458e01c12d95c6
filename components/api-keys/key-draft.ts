import type { z } from "zod";
import type { Permission } from "@/lib/access/permissions";
import { type createApiKeySchema, SUGGESTED_LIFETIME_DAYS } from "@/lib/contract/api-keys";
import { policySchema } from "@/lib/contract/policy";
import { splitList } from "./key-words";

/** What is typed into the form of a new key. */
export interface KeyDraft {
  readonly name: string;
  readonly service: string;
  readonly scopes: readonly Permission[];
  readonly networks: string;
  readonly tags: string;
  /** Days, or `never`. */
  readonly lifetime: string;
  /** A name, `OWN_POLICY`, or nothing for the default. */
  readonly policy: string;
  readonly policyText: string;
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
  if (draft.policy !== OWN_POLICY) return null;
  const policy = readPolicy(draft.policyText);
  if (policy.success) return null;
  const [issue] = policy.error.issues;
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

function policyOf({ policy, policyText }: KeyDraft) {
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
