import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import { cacheSpace, type ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import {
  BUILT_IN_POLICIES,
  type AppraisalPolicy,
  type BuiltInPolicyName,
} from "@/lib/rats/appraisal-policy";
import { fail, ok, type Result } from "@/lib/rats/result";
import { BUILT_IN, DEFAULT_POLICY } from "./built-in";

/** A policy with everything that it extends merged in, and the digest that tells it apart from every other. */
export interface ResolvedPolicy {
  readonly name: string;
  /** `sha256:…` of the canonical JSON (members sorted) of `rules`. */
  readonly digest: string;
  readonly rules: AppraisalPolicy;
}

const NAMED = cacheSpace<Result<ResolvedPolicy>>("named policy");

/** The policy that a request names, or brings with it; the default when it does neither. */
export async function resolvePolicy(
  requested: string | AppraisalPolicy | undefined,
  tools: { crypto: CryptoPort; cache: ContentCache },
): Promise<Result<ResolvedPolicy>> {
  const policy = requested ?? DEFAULT_POLICY;
  // A name stands for one built-in policy forever, so the name is the whole content.
  return typeof policy === "string"
    ? tools.cache.remember(NAMED, policy, () => resolve(policy, tools.crypto))
    : resolve(policy, tools.crypto);
}

async function resolve(
  requested: string | AppraisalPolicy,
  crypto: CryptoPort,
): Promise<Result<ResolvedPolicy>> {
  const written = typeof requested === "string" ? namedPolicy(requested) : inlinePolicy(requested);
  if (!written.ok) return written;
  const { name, rules, canonical } = written.value;
  const digest = toHex(await crypto.digest("SHA-256", canonical));
  return ok({ name, digest: `sha256:${digest}`, rules });
}

/** A policy and the bytes that its digest is made of. */
interface WrittenPolicy extends Omit<ResolvedPolicy, "digest"> {
  readonly canonical: Uint8Array;
}

function writtenPolicy(name: string, rules: AppraisalPolicy): WrittenPolicy {
  return { name, rules, canonical: utf8Bytes(canonicalJson(rules)) };
}

const WRITTEN_BUILT_IN = new Map<string, WrittenPolicy>(
  BUILT_IN_POLICIES.map((name) => [name, writtenPolicy(name, omitName(BUILT_IN[name]))]),
);

function namedPolicy(name: string): Result<WrittenPolicy> {
  const builtIn = WRITTEN_BUILT_IN.get(name);
  return builtIn === undefined
    ? fail("POLICY_UNKNOWN", `there is no policy named ${JSON.stringify(name)}`, "policy")
    : ok(builtIn);
}

function inlinePolicy({ extends: base, name, ...own }: AppraisalPolicy): Result<WrittenPolicy> {
  const rules = base ? overlay(omitName(BUILT_IN[base]), own) : own;
  return ok(writtenPolicy(inlineName(name, base), rules));
}

/** An inline policy must not pass for a built-in one in lists and reports. */
function inlineName(name: string | undefined, base: BuiltInPolicyName | undefined): string {
  if (name === undefined) return base ? `inline, extends ${base}` : "inline";
  return builtInName(name) ? `${name} (inline)` : name;
}

function builtInName(text: string): BuiltInPolicyName | undefined {
  return BUILT_IN_POLICIES.find((name) => name === text);
}

function omitName({ name: _name, ...rules }: AppraisalPolicy): AppraisalPolicy {
  return rules;
}

/**
 * Members of `own` win; objects are merged at every depth, lists and values replaced. Maps that a policy writes as a
 * whole, such as `pcrs`, are objects too: naming one register leaves the others that the base asks for.
 */
function overlay(base: AppraisalPolicy, own: AppraisalPolicy): AppraisalPolicy {
  return mergeObjects(base, own);
}

function mergeObjects<T extends object>(base: T, own: T): T {
  const merged = { ...base, ...said(own) };
  for (const name in merged) {
    const [theirs, ours] = [base[name], own[name]];
    if (isPlainObject(theirs) && isPlainObject(ours)) merged[name] = mergeObjects(theirs, ours);
  }
  return merged;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that is there and `undefined` says nothing, and so takes nothing away from what is extended. */
function said<T extends object>(own: T): Partial<T> {
  const members: Partial<T> = { ...own };
  for (const name in members) {
    if (members[name] === undefined) delete members[name];
  }
  return members;
}

/** JSON with members sorted at every level and absent members left out: one text for one meaning. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
