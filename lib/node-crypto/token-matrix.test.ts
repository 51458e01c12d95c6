import { describe } from "vitest";
import { judgeWith } from "@/lib/appraisal/testing/appraise-minted";
import { nodeCrypto } from "./node-crypto";

/** Two backends of different strength would be a hole in one of them: pitfall 91. */
describe("pitfall 91: the server's backend judges tokens as the browser's does", async () => {
  judgeWith(nodeCrypto({ pool: false }));
  await import("@/lib/appraisal/token-matrix.test");
  await import("@/lib/appraisal/token-matrix-keys.test");
  await import("@/lib/appraisal/token-matrix-services.test");
  await import("@/lib/appraisal/nvidia-matrix.test");
  await import("@/lib/appraisal/commitment-matrix.test");
  await import("@/lib/appraisal/token-vectors.test");
});
