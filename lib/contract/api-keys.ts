import { z } from "zod";
import { PEOPLE_ONLY, PERMISSION_NAMES } from "@/lib/access/permissions";
import { policySchema } from "./policy";
import { idSchema, timestampSchema } from "./scalars";

/** `replaced`: there is a successor, and both work until this one expires. `rotation-due`: works until it expires, too. */
export const API_KEY_STATES = [
  "active",
  "expiring",
  "rotation-due",
  "replaced",
  "expired",
  "revoked",
] as const;
export type ApiKeyState = (typeof API_KEY_STATES)[number];

/** A key with less than this left is `expiring`. */
export const EXPIRING_DAYS = 14;
/** What a new key is given when nothing else is asked for: O-14 of the security baseline, a new key each quarter. */
export const SUGGESTED_LIFETIME_DAYS = 90;
export const DEFAULT_OVERLAP_HOURS = 24;
export const MAX_OVERLAP_HOURS = 7 * 24;

const line = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, "expected one line");

const nameSchema = line.meta({ description: "what people call the key" });
const serviceSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "expected lower-case words with hyphens between them")
  .max(63)
  .meta({ description: "the service that the key stands for, such as sentinel or api-gateway" });
const tagsSchema = z.array(line.max(50)).max(20);
const networksSchema = z
  .array(z.string().min(1).max(50))
  .max(50)
  .meta({ description: "networks in CIDR form that may use the key; none: any address" });
const keyPolicySchema = z
  .union([z.string().min(1).max(200), policySchema])
  .meta({ description: "judges what the key sends without naming a policy" });
const scopeSchema = z
  .enum(PERMISSION_NAMES)
  .refine((scope) => !PEOPLE_ONLY.has(scope), "is for people with a session, not for keys");

export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  service: z.string().nullable(),
  /** The beginning of the key, by which it is recognised; no secret. */
  prefix: z.string(),
  state: z.enum(API_KEY_STATES),
  scopes: z.array(z.enum(PERMISSION_NAMES)),
  networks: z.array(z.string()),
  tags: z.array(z.string()),
  policy: z.union([z.string(), policySchema]).nullable(),
  /** `name` is null when the account is gone. */
  createdBy: z.object({ id: z.string(), name: z.string().nullable() }),
  createdAt: timestampSchema,
  expiresAt: timestampSchema.nullable(),
  revokedAt: timestampSchema.nullable(),
  /** Why it has to be rotated; null when it need not be. */
  rotationDue: z.string().nullable(),
  /** The key whose successor this is. */
  replaces: idSchema.nullable(),
  /** The successor of this key. */
  replacedBy: idSchema.nullable(),
  /** To the minute. */
  lastUsed: z.object({ at: timestampSchema, address: z.string().nullable() }).nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** Made or rotated: the only answers that hold a secret. */
export const newApiKeySchema = apiKeySchema.extend({
  /** The whole key. Only an HMAC of it is kept, so nothing shows it again. */
  secret: z.string(),
});
export type NewApiKey = z.infer<typeof newApiKeySchema>;

export const apiKeyFilterSchema = z.strictObject({
  state: z.enum(API_KEY_STATES).optional(),
  service: serviceSchema.optional(),
  tag: z.string().min(1).max(50).optional(),
  /** A part of the name, or the beginning of the key as far as it is no secret. */
  q: z.string().min(1).max(100).optional(),
});
export type ApiKeyFilter = z.infer<typeof apiKeyFilterSchema>;

export const apiKeyListQuerySchema = apiKeyFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export const apiKeyListSchema = z.object({
  items: z.array(apiKeySchema),
  /** Towards older keys; null at the end. */
  nextCursor: z.string().nullable(),
});
export type ApiKeyList = z.infer<typeof apiKeyListSchema>;

export const createApiKeySchema = z.strictObject({
  name: nameSchema,
  service: serviceSchema.nullable().default(null),
  scopes: z.array(scopeSchema).min(1).max(PERMISSION_NAMES.length),
  networks: networksSchema.default([]),
  tags: tagsSchema.default([]),
  policy: keyPolicySchema.nullable().default(null),
  expiresAt: timestampSchema
    .nullable()
    .optional()
    .meta({ description: `null: never; absent: in ${SUGGESTED_LIFETIME_DAYS} days` }),
});
export type CreateApiKey = z.infer<typeof createApiKeySchema>;

export const updateApiKeySchema = z.strictObject({
  name: nameSchema.optional(),
  networks: networksSchema.optional(),
  tags: tagsSchema.optional(),
  policy: keyPolicySchema.nullable().optional(),
  expiresAt: timestampSchema.optional().meta({ description: "earlier than it is now" }),
});
export type UpdateApiKey = z.infer<typeof updateApiKeySchema>;

export const rotateApiKeySchema = z.strictObject({
  overlapHours: z
    .int()
    .min(0)
    .max(MAX_OVERLAP_HOURS)
    .default(DEFAULT_OVERLAP_HOURS)
    .meta({ description: "how long the old key goes on working" }),
  expiresAt: timestampSchema
    .nullable()
    .optional()
    .meta({
      description: `of the successor; null: never; absent: as long as the old key was made for, ${SUGGESTED_LIFETIME_DAYS} days where that was cut short`,
    }),
});
export type RotateApiKey = z.infer<typeof rotateApiKeySchema>;
