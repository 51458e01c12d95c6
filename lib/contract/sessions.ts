import { z } from "zod";
import {
  codeSchema,
  emailSchema,
  linkTokenSchema,
  newPasswordSchema,
  organizationNameSchema,
  passwordSchema,
  permissionSchema,
  personNameSchema,
  recoveryCodeSchema,
  roleSchema,
} from "./people";
import { idSchema, timestampSchema } from "./scalars";

export const setupStateSchema = z.object({
  /** False while there is no account: the link that the server printed makes the first one. */
  isDone: z.boolean(),
});

export const setupRequestSchema = z.strictObject({
  token: linkTokenSchema,
  organizationName: organizationNameSchema,
  name: personNameSchema,
  email: emailSchema,
  password: newPasswordSchema,
});

/** One of both where the account has a second factor. */
export const secondFactorFields = {
  code: codeSchema.optional(),
  recoveryCode: recoveryCodeSchema.optional(),
};

export const signInRequestSchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  ...secondFactorFields,
});

export const confirmRequestSchema = z.strictObject({
  password: passwordSchema,
  ...secondFactorFields,
});

export const switchRequestSchema = z.strictObject({ organizationId: idSchema });

export const organizationSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** The first one, which the installation itself belongs to. */
  isHome: z.boolean(),
});

/** Who somebody is, where they act and what they may do there. */
export const sessionSchema = z.object({
  id: idSchema,
  person: z.object({ id: idSchema, name: z.string(), email: z.string() }),
  /** Where this session acts; null for somebody who is a member of nothing (any more). */
  organization: organizationSchema.nullable(),
  /** All that the person is a member of. */
  organizations: z.array(organizationSchema.extend({ roles: z.array(roleSchema) })),
  roles: z.array(roleSchema),
  permissions: z.array(permissionSchema),
  /** True: this organization demands a second factor, and nothing is permitted before it is on. */
  lacksSecondFactor: z.boolean(),
  /** The last proof of who this is. */
  authenticatedAt: timestampSchema,
  /** Until then changes that give or take power need no new proof. */
  confirmedUntil: timestampSchema,
  /** False for somebody who signs in through a provider only: confirming means signing in there again. */
  hasPassword: z.boolean(),
  secondFactor: z.object({
    isOn: z.boolean(),
    /** Null where it is off. */
    recoveryCodesLeft: z.int().nullable(),
  }),
  /** Ids of the providers that this account is linked with. */
  linkedProviders: z.array(z.string()),
});

export const signedOutSchema = z.object({ signedOut: z.literal(true) });

/** A session as its owner sees it in the list of all of them. */
export const sessionItemSchema = z.object({
  id: idSchema,
  isCurrent: z.boolean(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: timestampSchema,
  lastSeenAt: timestampSchema,
  expiresAt: timestampSchema,
});

export const sessionListSchema = z.object({ items: z.array(sessionItemSchema) });
export const sessionsEndedSchema = z.object({ ended: z.int() });

export type SetupState = z.infer<typeof setupStateSchema>;
export type SetupRequest = z.output<typeof setupRequestSchema>;
export type SignInRequest = z.output<typeof signInRequestSchema>;
export type ConfirmRequest = z.output<typeof confirmRequestSchema>;
export type Session = z.infer<typeof sessionSchema>;
export type SessionItem = z.infer<typeof sessionItemSchema>;
export type SessionList = z.infer<typeof sessionListSchema>;
export type Organization = z.infer<typeof organizationSchema>;
