import { z } from "zod";
import {
  codeSchema,
  linkTokenSchema,
  newPasswordSchema,
  passwordSchema,
  personNameSchema,
} from "./people";

export const accountUpdateSchema = z.strictObject({ name: personNameSchema });

export const passwordChangeSchema = z.strictObject({
  currentPassword: passwordSchema,
  newPassword: newPasswordSchema,
});

export const firstPasswordSchema = z.strictObject({ password: newPasswordSchema });

/** What an authenticator app needs, shown once; nothing asks for codes before `totp.confirm`. */
export const totpStartSchema = z.object({
  /** Base 32, for typing. */
  secret: z.string(),
  /** `otpauth://totp/…`, for a QR code. */
  uri: z.string(),
});

export const totpConfirmSchema = z.strictObject({ code: codeSchema });

/** Shown once: what is kept of them can't be read back. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });

export const providerListSchema = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string() })),
});

export const providerParamsSchema = z.strictObject({
  provider: z.string().regex(/^[a-z]{1,32}$/),
});

export const oidcStartSchema = z.strictObject({
  /** A path of this server to go on to; anything else counts as `/`. */
  returnTo: z.string().max(2000).optional(),
  /** Accepts this invitation, too, and makes the account that it is for. */
  invitationToken: linkTokenSchema.optional(),
});

/** Where the browser goes on. */
export const oidcStartedSchema = z.object({ url: z.url() });

/** RFC 6749, sections 4.1.2 and 4.1.2.1; further parameters are ignored, as it asks. */
export const oidcCallbackQuerySchema = z.object({
  state: z.string().max(500).optional(),
  code: z.string().max(4000).optional(),
  error: z.string().max(200).optional(),
  /** RFC 9207. */
  iss: z.string().max(500).optional(),
});

export type PasswordChange = z.output<typeof passwordChangeSchema>;
export type TotpStart = z.infer<typeof totpStartSchema>;
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;
export type ProviderList = z.infer<typeof providerListSchema>;
export type OidcStart = z.output<typeof oidcStartSchema>;
export type OidcCallbackQuery = z.output<typeof oidcCallbackQuerySchema>;
