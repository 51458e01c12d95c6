import {
  confirmSession as confirmSessionContract,
  createSession,
  createSetup as createSetupContract,
  deleteSession,
  getSession as getSessionContract,
  getSetup as getSetupContract,
  listSessions as listSessionsContract,
  revokeOtherSessions as revokeOtherSessionsContract,
  revokeSession as revokeSessionContract,
  switchSession,
} from "@/lib/contract/operations/sessions";
import { confirmSession } from "@/lib/services/accounts/confirm-session";
import {
  getSession,
  listSessions,
  revokeOtherSessions,
  revokeSession,
  signOut,
  switchOrganization,
} from "@/lib/services/accounts/sessions";
import { createSetup, getSetup } from "@/lib/services/accounts/setup";
import { signIn } from "@/lib/services/accounts/sign-in";
import { operation } from "./operation";
import { plainReply, reply, sessionReply, signedOutReply } from "./reply";

export const setupState = operation(getSetupContract, {
  permission: "public",
  run: ({ context }) => plainReply(getSetup(context)),
});

export const setup = operation(createSetupContract, {
  permission: "public",
  limit: "sign-in",
  run: ({ body, context }) => sessionReply(createSetup(context, body)),
});

export const create = operation(createSession, {
  permission: "public",
  limit: "sign-in",
  run: ({ body, context }) => sessionReply(signIn(context, body)),
});

export const get = operation(getSessionContract, {
  permission: "signed-in",
  run: ({ context }) => plainReply(getSession(context)),
});

export const remove = operation(deleteSession, {
  permission: "signed-in",
  run: ({ context }) => signedOutReply(signOut(context)),
});

export const confirm = operation(confirmSessionContract, {
  permission: "signed-in",
  limit: "sign-in",
  run: ({ body, context }) => sessionReply(confirmSession(context, body)),
});

export const switchTo = operation(switchSession, {
  permission: "signed-in",
  run: ({ body, context }) => reply(switchOrganization(context, body.organizationId)),
});

export const list = operation(listSessionsContract, {
  permission: "signed-in",
  run: ({ context }) => plainReply(listSessions(context)),
});

export const revoke = operation(revokeSessionContract, {
  permission: "signed-in",
  run: ({ params, context }) => reply(revokeSession(context, params.id)),
});

export const revokeOthers = operation(revokeOtherSessionsContract, {
  permission: "signed-in",
  run: ({ context }) => reply(revokeOtherSessions(context)),
});
