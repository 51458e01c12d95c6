import { webCrypto } from "@/lib/crypto/web-crypto";
import { judgeSnpVectors } from "./testing/judge-snp-vectors";

judgeSnpVectors(webCrypto(globalThis.crypto.subtle));
