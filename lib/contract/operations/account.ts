import {
  accountUpdateSchema,
  firstPasswordSchema,
  oidcCallbackQuerySchema,
  oidcStartedSchema,
  oidcStartSchema,
  passwordChangeSchema,
  providerListSchema,
  providerParamsSchema,
  recoveryCodesSchema,
  totpConfirmSchema,
  totpStartSchema,
} from "../account";
import type { OperationContract } from "../operation";
import { sessionSchema } from "../sessions";

export const updateAccount = {
  id: "account.update",
  method: "PATCH",
  path: "/api/v1/account",
  tag: "Account",
  summary: "Change my name",
  body: { kind: "json", schema: accountUpdateSchema },
  response: { kind: "json", status: 200, schema: sessionSchema },
  reasons: [],
} as const satisfies OperationContract;

export const changePassword = {
  id: "account.changePassword",
  method: "POST",
  path: "/api/v1/account/password",
  tag: "Account",
  summary: "Change my password; ends my other sessions and renews the cookie",
  body: { kind: "json", schema: passwordChangeSchema },
  response: { kind: "json", status: 200, schema: sessionSchema },
  reasons: ["SIGN_IN_FAILED", "SIGN_IN_DELAYED", "PASSWORD_REJECTED"],
} as const satisfies OperationContract;

export const setPassword = {
  id: "account.setPassword",
  method: "PUT",
  path: "/api/v1/account/password",
  tag: "Account",
  summary: "Set a password for an account that has none, to sign in without its provider",
  description: "Ends my other sessions and renews the cookie.",
  body: { kind: "json", schema: firstPasswordSchema },
  response: { kind: "json", status: 200, schema: sessionSchema },
  reasons: ["CONFLICT", "PASSWORD_REJECTED", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const startTotp = {
  id: "totp.start",
  method: "POST",
  path: "/api/v1/account/totp",
  tag: "Account",
  summary: "Begin to add a second factor: answers what an authenticator app needs",
  response: { kind: "json", status: 201, schema: totpStartSchema },
  reasons: ["CONFLICT", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const confirmTotp = {
  id: "totp.confirm",
  method: "POST",
  path: "/api/v1/account/totp/confirm",
  tag: "Account",
  summary: "Switch the second factor on with its first code; ends my other sessions",
  description: "Answers the recovery codes, which are shown once, and renews the cookie.",
  body: { kind: "json", schema: totpConfirmSchema },
  response: { kind: "json", status: 200, schema: recoveryCodesSchema },
  reasons: ["CONFLICT", "SIGN_IN_FAILED", "SIGN_IN_DELAYED", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const disableTotp = {
  id: "totp.disable",
  method: "DELETE",
  path: "/api/v1/account/totp",
  tag: "Account",
  summary: "Switch the second factor off; ends my other sessions and renews the cookie",
  response: { kind: "json", status: 200, schema: sessionSchema },
  reasons: ["CONFLICT", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const renewRecoveryCodes = {
  id: "recoveryCodes.renew",
  method: "POST",
  path: "/api/v1/account/recovery-codes",
  tag: "Account",
  summary: "New recovery codes, shown once; the old ones stop working",
  response: { kind: "json", status: 201, schema: recoveryCodesSchema },
  reasons: ["CONFLICT", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const listProviders = {
  id: "oidc.list",
  method: "GET",
  path: "/api/v1/sign-in-providers",
  tag: "Sign-in",
  summary: "Where people may sign in instead of with a password",
  response: { kind: "json", status: 200, schema: providerListSchema },
  reasons: [],
} as const satisfies OperationContract;

export const startOidc = {
  id: "oidc.start",
  method: "POST",
  path: "/api/v1/sign-in-providers/{provider}/start",
  tag: "Sign-in",
  summary: "Begin to sign in at a provider: answers the address to go on to",
  description:
    "With a session it confirms who that is; or, after a fresh proof, it links the provider's account to the own one.",
  params: providerParamsSchema,
  body: { kind: "json", schema: oidcStartSchema },
  response: { kind: "json", status: 200, schema: oidcStartedSchema },
  reasons: ["NOT_FOUND", "PROVIDER_UNAVAILABLE", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const finishOidc = {
  id: "oidc.callback",
  method: "GET",
  path: "/api/v1/sign-in-providers/{provider}/callback",
  tag: "Sign-in",
  summary: "Where a provider sends the browser back to: signs in and redirects to a page",
  description: "A sign-in that failed redirects to `/sign-in?error=` with its code.",
  params: providerParamsSchema,
  query: oidcCallbackQuerySchema,
  response: { kind: "text", status: 200, contentType: "text/plain; charset=utf-8" },
  reasons: [],
} as const satisfies OperationContract;

export const ACCOUNT_CONTRACTS = [
  updateAccount,
  changePassword,
  setPassword,
  startTotp,
  confirmTotp,
  disableTotp,
  renewRecoveryCodes,
] as const satisfies readonly OperationContract[];

export const PROVIDER_CONTRACTS = [
  listProviders,
  startOidc,
  finishOidc,
] as const satisfies readonly OperationContract[];
