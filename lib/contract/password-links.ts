import { z } from "zod";
import { linkTokenSchema, newPasswordSchema } from "./people";
import { timestampSchema } from "./scalars";
import { secondFactorFields } from "./sessions";

/** Shown once: what is kept of its token can't be read back. */
export const passwordLinkSchema = z.object({
  /** A path with the token in its fragment; the page puts its own origin before it. */
  link: z.string(),
  expiresAt: timestampSchema,
});

export const passwordLinkTokenSchema = z.strictObject({ token: linkTokenSchema });

/** What somebody who has the link sees before using it. */
export const openPasswordLinkSchema = z.object({
  name: z.string(),
  email: z.string(),
  organizationName: z.string(),
  expiresAt: timestampSchema,
  /** True: a code of it is needed, too. */
  hasSecondFactor: z.boolean(),
});

export const passwordLinkRedemptionSchema = z.strictObject({
  token: linkTokenSchema,
  password: newPasswordSchema,
  ...secondFactorFields,
});

export type PasswordLink = z.infer<typeof passwordLinkSchema>;
export type OpenPasswordLink = z.infer<typeof openPasswordLinkSchema>;
export type PasswordLinkRedemption = z.output<typeof passwordLinkRedemptionSchema>;
