import {
  getStatus as getStatusContract,
  resetBreaker as resetBreakerContract,
} from "@/lib/contract/operations/status";
import { getStatus } from "@/lib/services/status/get-status";
import { resetBreaker } from "@/lib/services/status/reset-breaker";
import { operation } from "./operation";
import { plainReply, reply } from "./reply";

export const get = operation(getStatusContract, {
  permission: "status:read",
  run: ({ context }) => plainReply(getStatus(context)),
});

export const reset = operation(resetBreakerContract, {
  permission: "status:manage",
  run: ({ params, context }) => reply(resetBreaker(context, params.host)),
});
