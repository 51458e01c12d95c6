import { judgeIntelVectors } from "@/lib/appraisal/testing/judge-intel-vectors";
import { nodeCrypto } from "./node-crypto";

judgeIntelVectors(nodeCrypto({ pool: false }));
judgeIntelVectors(nodeCrypto({ pool: true }));
