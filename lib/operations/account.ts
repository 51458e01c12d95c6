import {
  changePassword as changePasswordContract,
  confirmTotp as confirmTotpContract,
  disableTotp as disableTotpContract,
  renewRecoveryCodes as renewRecoveryCodesContract,
  setPassword as setPasswordContract,
  startTotp as startTotpContract,
  updateAccount as updateAccountContract,
} from "@/lib/contract/operations/account";
import { changePassword, setPassword, updateAccount } from "@/lib/services/accounts/account";
import {
  confirmTotp,
  disableTotp,
  renewRecoveryCodes,
  startTotp,
} from "@/lib/services/accounts/second-factor";
import { operation } from "./operation";
import { recoveryCodesReply, reply, sessionReply } from "./reply";

export const update = operation(updateAccountContract, {
  permission: "signed-in",
  run: ({ body, context }) => reply(updateAccount(context, body)),
});

export const password = operation(changePasswordContract, {
  permission: "signed-in",
  limit: "sign-in",
  run: ({ body, context }) => sessionReply(changePassword(context, body)),
});

export const firstPassword = operation(setPasswordContract, {
  permission: "signed-in",
  stepUp: true,
  limit: "sign-in",
  run: ({ body, context }) => sessionReply(setPassword(context, body.password)),
});

export const totpStart = operation(startTotpContract, {
  permission: "signed-in",
  stepUp: true,
  run: ({ context }) => reply(startTotp(context)),
});

export const totpConfirm = operation(confirmTotpContract, {
  permission: "signed-in",
  stepUp: true,
  limit: "sign-in",
  run: ({ body, context }) => recoveryCodesReply(confirmTotp(context, body.code)),
});

export const totpDisable = operation(disableTotpContract, {
  permission: "signed-in",
  stepUp: true,
  run: ({ context }) => sessionReply(disableTotp(context)),
});

export const recoveryCodes = operation(renewRecoveryCodesContract, {
  permission: "signed-in",
  stepUp: true,
  run: ({ context }) => reply(renewRecoveryCodes(context)),
});
