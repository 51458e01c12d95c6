import { webCrypto } from "@/lib/crypto/web-crypto";
import { judgeTpmVectors } from "./testing/judge-tpm-vectors";

judgeTpmVectors(webCrypto(globalThis.crypto.subtle));
