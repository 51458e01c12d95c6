import { describe } from "vitest";
import { judgeWith } from "@/lib/appraisal/testing/appraise-minted";
import { nodeCrypto } from "./node-crypto";

/** Two backends of different strength would be a hole in one of them: pitfall 91. */
describe("pitfall 91: the server's backend judges Arm tokens as the browser's does", async () => {
  judgeWith(nodeCrypto({ pool: false }));
  await import("@/lib/appraisal/arm-matrix-token.test");
  await import("@/lib/appraisal/arm-matrix-keys.test");
  await import("@/lib/appraisal/arm-matrix-policy.test");
});
