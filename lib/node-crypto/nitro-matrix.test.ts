import { describe } from "vitest";
import { judgeWith } from "@/lib/appraisal/testing/appraise-minted";
import { nodeCrypto } from "./node-crypto";

/** Two backends of different strength would be a hole in one of them: pitfall 91. */
describe("pitfall 91: the server's backend judges Nitro documents as the browser's does", async () => {
  judgeWith(nodeCrypto({ pool: false }));
  await import("@/lib/appraisal/nitro-matrix-document.test");
  await import("@/lib/appraisal/nitro-matrix-chain.test");
  await import("@/lib/appraisal/nitro-matrix-policy.test");
  await import("@/lib/appraisal/nitro-vectors.test");
});
