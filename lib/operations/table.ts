import * as apiKeys from "./api-keys";
import * as attestations from "./attestations";
import * as collateral from "./collateral";
import type { Operation } from "./operation";
import * as overview from "./overview";
import * as service from "./service";
import * as verifications from "./verifications";

/** Every operation of the API. A test compares it with the contracts. */
export const OPERATIONS: readonly Operation[] = [
  verifications,
  attestations,
  collateral,
  overview,
  apiKeys,
  service,
].flatMap((resource) => Object.values<Operation>(resource));
