import {
  exportCollateral as exportCollateralContract,
  importCollateral as importCollateralContract,
  listCollateral as listCollateralContract,
} from "@/lib/contract/operations";
import { exportCollateral } from "@/lib/services/collateral-export";
import { importCollateral } from "@/lib/services/collateral-import";
import { listCollateral } from "@/lib/services/collateral-list";
import { operation } from "./operation";
import { plainReply, reply } from "./reply";

export const list = operation(listCollateralContract, {
  permission: "collateral:read",
  run: ({ context }) => plainReply(listCollateral(context.runtime)),
});

export const importFile = operation(importCollateralContract, {
  permission: "collateral:write",
  run: ({ body, context }) => reply(importCollateral(context, body)),
});

export const exportFile = operation(exportCollateralContract, {
  permission: "collateral:read",
  run: ({ context }) => plainReply(exportCollateral(context.runtime)),
});
