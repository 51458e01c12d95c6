import { describe } from "vitest";
import { judgeWith } from "@/lib/appraisal/testing/appraise-minted";
import { nodeCrypto } from "./node-crypto";

/** Two backends of different strength would be a hole in one of them: pitfall 91. */
describe("pitfall 91: the server's backend judges the matrix as the browser's does", async () => {
  judgeWith(nodeCrypto({ pool: false }));
  await import("@/lib/appraisal/intel-matrix-quote.test");
  await import("@/lib/appraisal/intel-matrix-chain.test");
  await import("@/lib/appraisal/intel-matrix-pck-extension.test");
  await import("@/lib/appraisal/intel-matrix-crl.test");
  await import("@/lib/appraisal/intel-matrix-collateral.test");
  await import("@/lib/appraisal/intel-matrix-qe-identity.test");
});
