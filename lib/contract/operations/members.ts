import { z } from "zod";
import {
  acceptInvitationSchema,
  invitationCreatedSchema,
  invitationListSchema,
  invitationRequestSchema,
  invitationTokenSchema,
  memberListQuerySchema,
  memberListSchema,
  memberParamsSchema,
  memberRemovedSchema,
  memberSchema,
  openInvitationSchema,
  organizationRequestSchema,
  secondFactorDemandSchema,
  setRolesSchema,
} from "../members";
import type { OperationContract } from "../operation";
import {
  openPasswordLinkSchema,
  passwordLinkSchema,
  passwordLinkTokenSchema,
  passwordLinkRedemptionSchema,
} from "../password-links";
import { endedSchema } from "../people";
import { idSchema } from "../scalars";
import { organizationSchema, sessionSchema, sessionsEndedSchema } from "../sessions";

export const listMembers = {
  id: "members.list",
  method: "GET",
  path: "/api/v1/members",
  tag: "Members",
  summary: "The members of this organization, by name",
  query: memberListQuerySchema,
  response: { kind: "json", status: 200, schema: memberListSchema },
  reasons: [],
} as const satisfies OperationContract;

export const setMemberRoles = {
  id: "members.setRoles",
  method: "PUT",
  path: "/api/v1/members/{personId}/roles",
  tag: "Members",
  summary: "Change what a member may do",
  description:
    "It holds from the member's next request on. API keys that the member knows become due for rotation when a role is lost.",
  params: memberParamsSchema,
  body: { kind: "json", schema: setRolesSchema },
  response: { kind: "json", status: 200, schema: memberSchema },
  reasons: ["NOT_FOUND", "LAST_ADMINISTRATOR", "PERMISSION_DENIED", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const removeMember = {
  id: "members.remove",
  method: "DELETE",
  path: "/api/v1/members/{personId}",
  tag: "Members",
  summary: "End a membership; the account stays",
  params: memberParamsSchema,
  response: { kind: "json", status: 200, schema: memberRemovedSchema },
  reasons: ["NOT_FOUND", "LAST_ADMINISTRATOR", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const createPasswordLink = {
  id: "members.createPasswordLink",
  method: "POST",
  path: "/api/v1/members/{personId}/password-link",
  tag: "Members",
  summary: "A link for a member who forgot their password: for one use, shown once",
  description:
    "It works for a day, as long as its maker manages the member; a new link ends an earlier one. Only for a member of no other organization.",
  params: memberParamsSchema,
  response: { kind: "json", status: 201, schema: passwordLinkSchema },
  reasons: ["NOT_FOUND", "CONFLICT", "PERMISSION_DENIED", "MEMBER_ELSEWHERE", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const endMemberSessions = {
  id: "members.endSessions",
  method: "POST",
  path: "/api/v1/members/{personId}/end-sessions",
  tag: "Members",
  summary: "Sign a member out everywhere",
  description: "Only for a member of no other organization.",
  params: memberParamsSchema,
  response: { kind: "json", status: 200, schema: sessionsEndedSchema },
  reasons: ["NOT_FOUND", "CONFLICT", "PERMISSION_DENIED", "MEMBER_ELSEWHERE", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const openPasswordLink = {
  id: "passwordLinks.get",
  method: "POST",
  path: "/api/v1/password-links/open",
  tag: "Sign-in",
  summary: "Whose password a link changes; changes nothing",
  description: "A POST, because the token must not stand in an address.",
  body: { kind: "json", schema: passwordLinkTokenSchema },
  response: { kind: "json", status: 200, schema: openPasswordLinkSchema },
  reasons: ["LINK_INVALID"],
} as const satisfies OperationContract;

export const redeemPasswordLink = {
  id: "passwordLinks.redeem",
  method: "POST",
  path: "/api/v1/password-links/redeem",
  tag: "Sign-in",
  summary: "Choose a new password with a link; ends all sessions of the account and signs in",
  description: "Where the second factor is on, it asks for it, too.",
  body: { kind: "json", schema: passwordLinkRedemptionSchema },
  response: { kind: "json", status: 201, schema: sessionSchema },
  reasons: [
    "LINK_INVALID",
    "PASSWORD_REJECTED",
    "SECOND_FACTOR_REQUIRED",
    "SIGN_IN_FAILED",
    "SIGN_IN_DELAYED",
  ],
} as const satisfies OperationContract;

export const listInvitations = {
  id: "invitations.list",
  method: "GET",
  path: "/api/v1/invitations",
  tag: "Members",
  summary: "Invitations to this organization, newest first",
  response: { kind: "json", status: 200, schema: invitationListSchema },
  reasons: [],
} as const satisfies OperationContract;

export const createInvitation = {
  id: "invitations.create",
  method: "POST",
  path: "/api/v1/invitations",
  tag: "Members",
  summary: "Invite somebody: answers a link for one use, which is shown once",
  body: { kind: "json", schema: invitationRequestSchema },
  response: { kind: "json", status: 201, schema: invitationCreatedSchema },
  reasons: ["CONFLICT", "PERMISSION_DENIED", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const revokeInvitation = {
  id: "invitations.revoke",
  method: "DELETE",
  path: "/api/v1/invitations/{id}",
  tag: "Members",
  summary: "Withdraw an invitation",
  params: z.strictObject({ id: idSchema }),
  response: { kind: "json", status: 200, schema: endedSchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const openInvitation = {
  id: "invitations.get",
  method: "POST",
  path: "/api/v1/invitations/open",
  tag: "Members",
  summary: "What a link invites to; changes nothing",
  description: "A POST, because the token must not stand in an address.",
  body: { kind: "json", schema: invitationTokenSchema },
  response: { kind: "json", status: 200, schema: openInvitationSchema },
  reasons: ["LINK_INVALID"],
} as const satisfies OperationContract;

export const acceptInvitation = {
  id: "invitations.accept",
  method: "POST",
  path: "/api/v1/invitations/accept",
  tag: "Members",
  summary: "Become a member, with the own account or a new one; signs in",
  body: { kind: "json", schema: acceptInvitationSchema },
  response: { kind: "json", status: 201, schema: sessionSchema },
  reasons: ["LINK_INVALID", "INVITATION_NOT_YOURS", "ACCOUNT_EXISTS", "PASSWORD_REJECTED"],
} as const satisfies OperationContract;

export const createOrganization = {
  id: "organizations.create",
  method: "POST",
  path: "/api/v1/organizations",
  tag: "Members",
  summary: "Make another organization; whoever makes it is its administrator",
  body: { kind: "json", schema: organizationRequestSchema },
  response: { kind: "json", status: 201, schema: organizationSchema },
  reasons: [],
} as const satisfies OperationContract;

export const renameOrganization = {
  id: "organizations.rename",
  method: "PATCH",
  path: "/api/v1/organization",
  tag: "Members",
  summary: "Rename the organization that this session acts in",
  body: { kind: "json", schema: organizationRequestSchema },
  response: { kind: "json", status: 200, schema: organizationSchema },
  reasons: [],
} as const satisfies OperationContract;

export const getSecondFactorDemand = {
  id: "organizations.secondFactorDemand",
  method: "GET",
  path: "/api/v1/organization/second-factor",
  tag: "Members",
  summary: "Whether members of this organization need a second factor",
  response: { kind: "json", status: 200, schema: secondFactorDemandSchema },
  reasons: [],
} as const satisfies OperationContract;

export const demandSecondFactor = {
  id: "organizations.demandSecondFactor",
  method: "PUT",
  path: "/api/v1/organization/second-factor",
  tag: "Members",
  summary: "Whether members need a second factor; without one they may only set it up",
  description: "Whoever demands it has to have one. API keys are not concerned.",
  body: { kind: "json", schema: secondFactorDemandSchema },
  response: { kind: "json", status: 200, schema: secondFactorDemandSchema },
  reasons: ["CONFLICT", "STEP_UP_REQUIRED"],
} as const satisfies OperationContract;

export const MEMBER_CONTRACTS = [
  listMembers,
  setMemberRoles,
  removeMember,
  createPasswordLink,
  endMemberSessions,
  openPasswordLink,
  redeemPasswordLink,
  listInvitations,
  createInvitation,
  revokeInvitation,
  openInvitation,
  acceptInvitation,
  createOrganization,
  renameOrganization,
  getSecondFactorDemand,
  demandSecondFactor,
] as const satisfies readonly OperationContract[];
