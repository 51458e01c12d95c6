import { toHex } from "@/lib/bytes/hex";
import { isDebugEnclave, type NitroDocument } from "@/lib/formats/nitro/document";
import type { Claims } from "@/lib/rats/claims";

/** An attestation document in the common vocabulary: `pcr0` to `pcr31`, as far as the document has them. */
export function nitroClaims(document: NitroDocument): Claims {
  const { moduleId, timestamp, pcrs, publicKey, userData, nonce } = document;
  const [instanceId = moduleId] = moduleId.split("-enc");
  return {
    measurements: Object.fromEntries(
      [...pcrs].map(([index, value]) => [`pcr${index}`, toHex(value)]),
    ),
    reportData: null,
    debug: isDebugEnclave(document),
    hardware: { product: "AWS Nitro Enclaves", moduleId, instanceId },
    tcb: {},
    attributes: {
      digest: "SHA384",
      timestamp: new Date(timestamp).toISOString(),
      ...(userData ? { userData: toHex(userData) } : {}),
      ...(nonce ? { nonce: toHex(nonce) } : {}),
      ...(publicKey ? { publicKey: toHex(publicKey) } : {}),
    },
  };
}
