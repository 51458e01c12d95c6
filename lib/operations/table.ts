import * as account from "./account";
import * as apiKeys from "./api-keys";
import * as attestations from "./attestations";
import * as audit from "./audit";
import * as collateral from "./collateral";
import * as limits from "./limits";
import * as members from "./members";
import type { Operation } from "./operation";
import * as overview from "./overview";
import * as providers from "./providers";
import * as service from "./service";
import * as sessions from "./sessions";
import * as status from "./status";
import * as verifications from "./verifications";

/** Every operation of the API. A test compares it with the contracts. */
export const OPERATIONS: readonly Operation[] = [
  verifications,
  attestations,
  collateral,
  overview,
  sessions,
  account,
  providers,
  members,
  apiKeys,
  audit,
  limits,
  service,
  status,
].flatMap((resource) => Object.values<Operation>(resource));
