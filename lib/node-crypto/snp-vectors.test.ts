import { judgeSnpVectors } from "@/lib/appraisal/testing/judge-snp-vectors";
import { nodeCrypto } from "./node-crypto";

judgeSnpVectors(nodeCrypto({ pool: false }));
