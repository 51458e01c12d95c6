import {
  acceptInvitation as acceptInvitationContract,
  createInvitation as createInvitationContract,
  createOrganization as createOrganizationContract,
  createPasswordLink as createPasswordLinkContract,
  demandSecondFactor as demandSecondFactorContract,
  getSecondFactorDemand as getSecondFactorDemandContract,
  endMemberSessions as endMemberSessionsContract,
  listInvitations as listInvitationsContract,
  listMembers as listMembersContract,
  openInvitation as openInvitationContract,
  openPasswordLink as openPasswordLinkContract,
  removeMember as removeMemberContract,
  renameOrganization as renameOrganizationContract,
  revokeInvitation as revokeInvitationContract,
  setMemberRoles,
  redeemPasswordLink as redeemPasswordLinkContract,
} from "@/lib/contract/operations/members";
import { acceptInvitation } from "@/lib/services/members/accept-invitation";
import { endMemberSessions } from "@/lib/services/members/end-sessions";
import {
  createInvitation,
  listInvitations,
  openInvitation,
  revokeInvitation,
} from "@/lib/services/members/invitations";
import { listMembers, removeMember, setRoles } from "@/lib/services/members/members";
import {
  createOrganization,
  demandSecondFactor,
  getSecondFactorDemand,
  renameOrganization,
} from "@/lib/services/members/organizations";
import {
  createPasswordLink,
  openPasswordLink,
  redeemPasswordLink,
} from "@/lib/services/members/password-links";
import { operation } from "./operation";
import { plainReply, reply, sessionReply } from "./reply";

export const list = operation(listMembersContract, {
  permission: "member:read",
  run: ({ query, context }) => reply(listMembers(context, query)),
});

export const roles = operation(setMemberRoles, {
  permission: "member:manage",
  stepUp: true,
  run: ({ params, body, context }) => reply(setRoles(context, { ...params, ...body })),
});

export const remove = operation(removeMemberContract, {
  permission: "member:manage",
  stepUp: true,
  run: ({ params, context }) => reply(removeMember(context, params.personId)),
});

export const passwordLink = operation(createPasswordLinkContract, {
  permission: "member:manage",
  stepUp: true,
  run: ({ params, context }) => reply(createPasswordLink(context, params.personId)),
});

export const endSessions = operation(endMemberSessionsContract, {
  permission: "member:manage",
  stepUp: true,
  run: ({ params, context }) => reply(endMemberSessions(context, params.personId)),
});

export const openLink = operation(openPasswordLinkContract, {
  permission: "public",
  limit: "sign-in",
  run: ({ body, context }) => reply(openPasswordLink(context, body.token)),
});

export const redeemLink = operation(redeemPasswordLinkContract, {
  permission: "public",
  limit: "sign-in",
  run: ({ body, context }) => sessionReply(redeemPasswordLink(context, body)),
});

export const invitations = operation(listInvitationsContract, {
  permission: "member:read",
  run: ({ context }) => plainReply(listInvitations(context)),
});

export const invite = operation(createInvitationContract, {
  permission: "member:manage",
  stepUp: true,
  run: ({ body, context }) => reply(createInvitation(context, body)),
});

export const revokeInvite = operation(revokeInvitationContract, {
  permission: "member:manage",
  run: ({ params, context }) => reply(revokeInvitation(context, params.id)),
});

export const openInvite = operation(openInvitationContract, {
  permission: "public",
  limit: "sign-in",
  run: ({ body, context }) => reply(openInvitation(context, body.token)),
});

export const acceptInvite = operation(acceptInvitationContract, {
  permission: "public",
  limit: "sign-in",
  run: ({ body, context }) => sessionReply(acceptInvitation(context, body)),
});

export const createOwn = operation(createOrganizationContract, {
  permission: "organization:manage",
  run: ({ body, context }) => reply(createOrganization(context, body.name)),
});

export const rename = operation(renameOrganizationContract, {
  permission: "organization:manage",
  run: ({ body, context }) => reply(renameOrganization(context, body.name)),
});

export const factorDemand = operation(getSecondFactorDemandContract, {
  permission: "member:read",
  run: ({ context }) => plainReply(getSecondFactorDemand(context)),
});

export const demandFactor = operation(demandSecondFactorContract, {
  permission: "organization:manage",
  stepUp: true,
  run: ({ body, context }) => reply(demandSecondFactor(context, body)),
});
