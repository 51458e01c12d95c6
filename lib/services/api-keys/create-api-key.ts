import { v7 } from "uuid";
import { readApiKey } from "@/lib/access/api-key-format";
import {
  type CreateApiKey,
  type NewApiKey,
  SUGGESTED_LIFETIME_DAYS,
} from "@/lib/contract/api-keys";
import { newApiKey } from "@/lib/node-crypto/new-api-key";
import { ok, type Result } from "@/lib/rats/result";
import { type ApiKeyRow, findApiKey, insertApiKey, type NewApiKeyRow } from "@/lib/store/api-keys";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { change } from "../change";
import type { ServiceContext } from "../context";
import { checkApiKey, holdMaker } from "./api-key-rules";
import { apiKeyState, auditedApiKey, contractApiKey } from "./api-key-view";

const DAY_MS = 86_400_000;

/** Makes a key and shows its secret, once. Failures: `REQUEST_INVALID`, `POLICY_UNKNOWN`, `PERMISSION_DENIED`. */
export async function createApiKey(
  context: ServiceContext,
  asked: CreateApiKey,
): Promise<Result<NewApiKey>> {
  const checked = await checkApiKey(context, asked);
  if (!checked.ok) return checked;
  const { name, service, policy } = asked;
  const [scopes, networks, tags] = [once(asked.scopes), once(asked.networks), once(asked.tags)];
  return change(context, async (organization) => {
    const maker = await holdMaker(context, organization, scopes);
    if (!maker.ok) return maker;
    const { row, secret } = await keepNewKey(context, organization, {
      id: v7(),
      name,
      service,
      scopes,
      addresses: networks,
      tags,
      policy,
      createdBy: maker.value.personId,
      expiresAt: expiryOf(asked.expiresAt, context.runtime.now()),
    });
    return ok({
      value: { ...contractApiKey(row), secret },
      object: auditedApiKey(row),
      after: apiKeyState(row),
      details: {
        prefix: row.prefix,
        service,
        scopes,
        networks,
        expiresAt: row.expiresAt?.toISOString() ?? null,
      },
    });
  });
}

function expiryOf(asked: string | null | undefined, now: Date): Date | null {
  if (asked === null) return null;
  return asked === undefined ? suggestedExpiry(now) : new Date(asked);
}

export function suggestedExpiry(now: Date): Date {
  return new Date(now.getTime() + SUGGESTED_LIFETIME_DAYS * DAY_MS);
}

function once<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** Draws a secret and keeps what may be kept of it. */
export async function keepNewKey(
  { runtime }: ServiceContext,
  organization: OrganizationDb,
  described: Omit<NewApiKeyRow, "prefix" | "secretHmac">,
): Promise<{ readonly row: ApiKeyRow; readonly secret: string }> {
  const secret = newApiKey();
  const prefix = readApiKey(secret)?.prefix;
  if (prefix === undefined) throw new Error("a new key is no key");
  await insertApiKey(organization, {
    ...described,
    prefix,
    secretHmac: runtime.secrets.keyHmac(secret),
  });
  const row = await findApiKey(organization, described.id);
  if (row === null) throw new Error("a key that was just kept is not there");
  return { row, secret };
}
