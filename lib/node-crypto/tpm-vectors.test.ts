import { judgeTpmVectors } from "@/lib/appraisal/testing/judge-tpm-vectors";
import { nodeCrypto } from "./node-crypto";

judgeTpmVectors(nodeCrypto({ pool: false }));
