import { z } from "zod";
import type { OperationContract } from "../operation";
import { endedSchema } from "../people";
import { idSchema } from "../scalars";
import {
  confirmRequestSchema,
  sessionListSchema,
  sessionSchema,
  sessionsEndedSchema,
  setupRequestSchema,
  setupStateSchema,
  signedOutSchema,
  signInRequestSchema,
  switchRequestSchema,
} from "../sessions";

export const getSetup = {
  id: "setup.get",
  method: "GET",
  path: "/api/v1/setup",
  tag: "Sign-in",
  summary: "Whether this installation has been set up",
  response: { kind: "json", status: 200, schema: setupStateSchema },
  reasons: [],
} as const satisfies OperationContract;

export const createSetup = {
  id: "setup.create",
  method: "POST",
  path: "/api/v1/setup",
  tag: "Sign-in",
  summary: "Make the first account, with the link that the server printed; signs in",
  body: { kind: "json", schema: setupRequestSchema },
  response: { kind: "json", status: 201, schema: sessionSchema },
  reasons: ["SETUP_DONE", "LINK_INVALID", "PASSWORD_REJECTED"],
} as const satisfies OperationContract;

export const createSession = {
  id: "session.create",
  method: "POST",
  path: "/api/v1/session",
  tag: "Sign-in",
  summary: "Sign in with e-mail, password and, where it is on, the second factor",
  description: "The answer sets the session cookie; a token that the caller brought is never kept.",
  body: { kind: "json", schema: signInRequestSchema },
  response: { kind: "json", status: 201, schema: sessionSchema },
  reasons: ["SIGN_IN_FAILED", "SIGN_IN_DELAYED", "SECOND_FACTOR_REQUIRED"],
} as const satisfies OperationContract;

export const getSession = {
  id: "session.get",
  method: "GET",
  path: "/api/v1/session",
  tag: "Sign-in",
  summary: "Who I am, where I act and what I may do there",
  response: { kind: "json", status: 200, schema: sessionSchema },
  reasons: [],
} as const satisfies OperationContract;

export const deleteSession = {
  id: "session.delete",
  method: "DELETE",
  path: "/api/v1/session",
  tag: "Sign-in",
  summary: "Sign out",
  response: { kind: "json", status: 200, schema: signedOutSchema },
  reasons: [],
} as const satisfies OperationContract;

export const confirmSession = {
  id: "session.confirm",
  method: "POST",
  path: "/api/v1/session/confirm",
  tag: "Sign-in",
  summary: "Prove once more who I am, for changes that give or take power; renews the cookie",
  body: { kind: "json", schema: confirmRequestSchema },
  response: { kind: "json", status: 200, schema: sessionSchema },
  reasons: ["SIGN_IN_FAILED", "SIGN_IN_DELAYED", "SECOND_FACTOR_REQUIRED"],
} as const satisfies OperationContract;

export const switchSession = {
  id: "session.switch",
  method: "POST",
  path: "/api/v1/session/switch",
  tag: "Sign-in",
  summary: "Act in another of my organizations",
  body: { kind: "json", schema: switchRequestSchema },
  response: { kind: "json", status: 200, schema: sessionSchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const listSessions = {
  id: "sessions.list",
  method: "GET",
  path: "/api/v1/sessions",
  tag: "Account",
  summary: "My sessions, the one seen last first",
  response: { kind: "json", status: 200, schema: sessionListSchema },
  reasons: [],
} as const satisfies OperationContract;

export const revokeSession = {
  id: "sessions.revoke",
  method: "DELETE",
  path: "/api/v1/sessions/{id}",
  tag: "Account",
  summary: "End one of my sessions",
  params: z.strictObject({ id: idSchema }),
  response: { kind: "json", status: 200, schema: endedSchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const revokeOtherSessions = {
  id: "sessions.revokeOthers",
  method: "POST",
  path: "/api/v1/sessions/revoke-others",
  tag: "Account",
  summary: "End all of my sessions but this one",
  response: { kind: "json", status: 200, schema: sessionsEndedSchema },
  reasons: [],
} as const satisfies OperationContract;

export const SESSION_CONTRACTS = [
  getSetup,
  createSetup,
  createSession,
  getSession,
  deleteSession,
  confirmSession,
  switchSession,
  listSessions,
  revokeSession,
  revokeOtherSessions,
] as const satisfies readonly OperationContract[];
