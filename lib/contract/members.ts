import { z } from "zod";
import {
  emailSchema,
  linkTokenSchema,
  newPasswordSchema,
  organizationNameSchema,
  personNameSchema,
  roleSchema,
  rolesSchema,
} from "./people";
import { idSchema, timestampSchema } from "./scalars";

export const memberSchema = z.object({
  personId: idSchema,
  name: z.string(),
  email: z.string(),
  roles: z.array(roleSchema),
  joinedAt: timestampSchema,
  /** Null for somebody without a session. */
  lastSeenAt: timestampSchema.nullable(),
  hasSecondFactor: z.boolean(),
  /** Whoever asks. */
  isSelf: z.boolean(),
});

export const memberFilterSchema = z.strictObject({
  /** A part of the name or of the e-mail. */
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u, "expected one line")
    .optional(),
  role: roleSchema.optional(),
});

export const memberListQuerySchema = memberFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});

export const memberListSchema = z.object({
  items: z.array(memberSchema),
  /** Towards the end of the alphabet; null on the last page. */
  nextCursor: z.string().nullable(),
});

export const memberParamsSchema = z.strictObject({ personId: idSchema });
export const setRolesSchema = z.strictObject({ roles: rolesSchema });
export const memberRemovedSchema = z.object({ personId: idSchema });

export const INVITATION_DAYS = { default: 7, max: 30 } as const;

export const invitationRequestSchema = z.strictObject({
  email: emailSchema,
  roles: rolesSchema,
  expiresInDays: z.int().min(1).max(INVITATION_DAYS.max).default(INVITATION_DAYS.default),
});

export const invitationSchema = z.object({
  id: idSchema,
  email: z.string(),
  roles: z.array(roleSchema),
  state: z.enum(["open", "accepted", "revoked", "expired"]),
  createdAt: timestampSchema,
  /** Null when whoever invited is no member any more. */
  createdBy: z.object({ personId: idSchema, name: z.string() }).nullable(),
  expiresAt: timestampSchema,
  acceptedAt: timestampSchema.nullable(),
});

/** The link is shown once: what is kept of its token can't be read back. */
export const invitationCreatedSchema = z.object({
  invitation: invitationSchema,
  /** A path with the token in its fragment; the page puts its own origin before it. */
  link: z.string(),
});

export const invitationListSchema = z.object({ items: z.array(invitationSchema) });

export const invitationTokenSchema = z.strictObject({ token: linkTokenSchema });

/** What somebody who has the link sees before accepting. */
export const openInvitationSchema = z.object({
  organizationName: z.string(),
  email: z.string(),
  roles: z.array(roleSchema),
  expiresAt: timestampSchema,
  /** True: sign in as this e-mail and accept; false: accept with a name and a password. */
  hasAccount: z.boolean(),
});

export const acceptInvitationSchema = z.strictObject({
  token: linkTokenSchema,
  /** For whoever has no account; somebody who has one signs in first. */
  account: z.strictObject({ name: personNameSchema, password: newPasswordSchema }).optional(),
});

export const secondFactorDemandSchema = z.strictObject({
  /** Whether members need a second factor: those without may do nothing here but set it up. */
  isDemanded: z.boolean(),
});
export const organizationRequestSchema = z.strictObject({ name: organizationNameSchema });

export type Member = z.infer<typeof memberSchema>;
export type MemberFilter = z.infer<typeof memberFilterSchema>;
export type MemberListQuery = z.output<typeof memberListQuerySchema>;
export type SecondFactorDemand = z.infer<typeof secondFactorDemandSchema>;
export type MemberList = z.infer<typeof memberListSchema>;
export type InvitationRequest = z.output<typeof invitationRequestSchema>;
export type Invitation = z.infer<typeof invitationSchema>;
export type InvitationCreated = z.infer<typeof invitationCreatedSchema>;
export type InvitationList = z.infer<typeof invitationListSchema>;
export type OpenInvitation = z.infer<typeof openInvitationSchema>;
export type AcceptInvitation = z.output<typeof acceptInvitationSchema>;
