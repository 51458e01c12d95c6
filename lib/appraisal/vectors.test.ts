import { webCrypto } from "@/lib/crypto/web-crypto";
import { judgeIntelVectors } from "./testing/judge-intel-vectors";

judgeIntelVectors(webCrypto(globalThis.crypto.subtle));
