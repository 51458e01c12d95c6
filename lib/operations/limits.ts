import {
  getLimits as getLimitsContract,
  resetLimit as resetLimitContract,
  setLimit as setLimitContract,
} from "@/lib/contract/operations/limits";
import { resetLimit, setLimit } from "@/lib/services/limits/change-limit";
import { getLimits } from "@/lib/services/limits/get-limits";
import { operation } from "./operation";
import { reply } from "./reply";

export const get = operation(getLimitsContract, {
  permission: "status:read",
  run: ({ query, context }) => reply(getLimits(context, query)),
});

export const set = operation(setLimitContract, {
  permission: "limit:manage",
  stepUp: true,
  run: ({ params, body, context }) => reply(setLimit(context, params, body)),
});

export const reset = operation(resetLimitContract, {
  permission: "limit:manage",
  stepUp: true,
  run: ({ params, query, context }) => reply(resetLimit(context, params, query)),
});
