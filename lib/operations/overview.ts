import {
  getOverview as getOverviewContract,
  search as searchContract,
} from "@/lib/contract/operations";
import { getOverview } from "@/lib/services/get-overview";
import { searchAttestations } from "@/lib/services/search-attestations";
import { operation } from "./operation";
import { plainReply } from "./reply";

export const overview = operation(getOverviewContract, {
  permission: "attestation:read",
  run: ({ query, context }) => plainReply(getOverview(context, query)),
});

export const search = operation(searchContract, {
  permission: "attestation:read",
  run: ({ query, context }) => plainReply(searchAttestations(context, query)),
});
