import { z } from "zod";
import { LIMIT_CLASS_NAMES, LIMIT_SCOPES, MAX_MINUTES_TO_FILL } from "@/lib/access/limit-class";
import { idSchema, timestampSchema } from "./scalars";

const MOST = 1_000_000;

export const allowanceSchema = z.object({
  /** Tokens that come back in a minute. */
  perMinute: z.int().min(1).max(MOST),
  /** Tokens that a full bucket holds. */
  burst: z.int().min(1).max(MOST),
});

/** Whose bucket: `organization` is the one that all of an organization share. */
export const limitScopeSchema = z.enum(LIMIT_SCOPES);
export const limitClassSchema = z.enum(LIMIT_CLASS_NAMES);
export const limitParamsSchema = z.strictObject({
  scope: limitScopeSchema,
  limitClass: limitClassSchema,
});

/** Default: this organization. Another one is for administrators of the first organization. */
export const limitQuerySchema = z.strictObject({ organizationId: idSchema.optional() });

/** Which setting: for one key or person, or without `subjectId` for each that has none of its own. */
export const limitTargetSchema = limitQuerySchema.extend({ subjectId: idSchema.optional() });

export const setLimitSchema = z
  .strictObject({ ...allowanceSchema.shape, ...limitTargetSchema.shape })
  .refine(({ burst, perMinute }) => burst <= perMinute * MAX_MINUTES_TO_FILL, {
    path: ["burst"],
    message: `may be at most what comes back in ${MAX_MINUTES_TO_FILL} minutes`,
  });

export const limitSettingSchema = allowanceSchema.extend({
  scope: limitScopeSchema,
  limitClass: limitClassSchema,
  /** Null: for each key, or each person, without a setting of its own; and for the organization. */
  subjectId: z.string().nullable(),
  default: allowanceSchema,
  /** When it was set; null: it is the default. */
  updatedAt: timestampSchema.nullable(),
});
export type LimitSetting = z.infer<typeof limitSettingSchema>;

const namedLimitSettingSchema = limitSettingSchema.extend({
  /** Of the key or person; null for what is for each of them, for the organization, and for one that is gone. */
  name: z.string().nullable(),
});
export type NamedLimitSetting = z.infer<typeof namedLimitSettingSchema>;

/** A bucket that somebody has drawn from lately. */
export const limitUseSchema = allowanceSchema.extend({
  scope: limitScopeSchema,
  limitClass: limitClassSchema,
  subjectId: z.string(),
  /** Of the key, the person or the organization; null for one that is gone. */
  name: z.string().nullable(),
  /** What it holds now; requests are refused below 1. */
  tokens: z.number(),
});
export type LimitUse = z.infer<typeof limitUseSchema>;

export const limitsSchema = z.object({
  organizationId: z.string(),
  /** Only the first organization's administration changes what all of an organization share. */
  maySetOrganization: z.boolean(),
  /** By the database's clock: when `tokens` were so. */
  at: timestampSchema,
  settings: z.array(namedLimitSettingSchema),
  /** The emptiest first, at most 500. */
  use: z.array(limitUseSchema),
});
export type Limits = z.infer<typeof limitsSchema>;
