import {
  finishOidc as finishOidcContract,
  listProviders as listProvidersContract,
  startOidc as startOidcContract,
} from "@/lib/contract/operations/account";
import { finishOidc } from "@/lib/services/accounts/finish-oidc";
import { listProviders, startOidc } from "@/lib/services/accounts/start-oidc";
import { operation } from "./operation";
import { plainReply, redirectReply, startedReply } from "./reply";

export const list = operation(listProvidersContract, {
  permission: "public",
  run: ({ context }) => plainReply(listProviders(context)),
});

export const start = operation(startOidcContract, {
  permission: "public",
  limit: "sign-in",
  run: ({ params, body, context }) => startedReply(startOidc(context, params.provider, body)),
});

export const finish = operation(finishOidcContract, {
  permission: "public",
  limit: "sign-in",
  run: ({ params, query, context }) => redirectReply(finishOidc(context, params.provider, query)),
});
