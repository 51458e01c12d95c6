import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort, PublicKey } from "@/lib/crypto/crypto-port";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import type { JsonWebKey } from "@/lib/rats/endorsements";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { AnchorOrigin, TrustAnchor } from "@/lib/trust/trust-anchors";
import { signatureInput, type Sign1 } from "../../cose/sign1";
import type { ArmToken, CcaToken } from "../arm-token";
import { isDebugLifecycle, lifecycleState } from "../lifecycle";
import type { ArmTools } from "./key-chain";
import { findPlatformKey } from "./platform-key";

const FORMAT: CheckBase = {
  id: "arm.format",
  group: "format",
  title: "Token keeps the syntax of its profile",
  source: "RFC 9783; draft-ffm-rats-cca-token",
};
const PLATFORM_SIGNATURE: CheckBase = {
  id: "arm.platformSignature",
  group: "signature",
  title: "Platform token is signed by the platform's key",
  source: "the key of this platform",
};
const REALM_KEY: CheckBase = {
  id: "arm.realmKey",
  group: "binding",
  title: "The realm's attestation key is a point on P-384",
  source: "realm token",
};
const BINDING: CheckBase = {
  id: "arm.binding",
  group: "binding",
  title: "Platform token vouches for the realm's attestation key",
  source: "platform token, challenge",
};
const REALM_SIGNATURE: CheckBase = {
  id: "arm.realmSignature",
  group: "signature",
  title: "Realm token is signed by the realm's attestation key",
  source: "realm token, public key",
};
const LIFECYCLE: CheckBase = {
  id: "arm.lifecycle",
  group: "tcb",
  title: "Platform is in its secured lifecycle",
  source: "RFC 9783 section 4.3.1; draft-ffm-rats-cca-token section 4.5.2",
};

export interface ArmVerification {
  readonly checks: readonly Check[];
  readonly chain: readonly ChainCertificate[];
  readonly root: AnchorOrigin | null;
}

/** All checks of a token but the policy's. Everything is judged at `at`; independent failures are all reported. */
export async function verifyArmToken(
  tools: ArmTools,
  token: ArmToken,
  given: {
    readonly keys: readonly JsonWebKey[];
    readonly anchors: readonly TrustAnchor[];
    readonly at: number;
    readonly rules: AppraisalPolicy;
  },
): Promise<ArmVerification> {
  const { sign1, claims } = token.platform;
  const platformKey = await findPlatformKey(tools, {
    keys: given.keys,
    implementationId: claims.implementationId,
    instanceId: claims.instanceId,
    algorithm: sign1.algorithm,
    anchors: given.anchors,
    at: given.at,
  });
  const signature =
    platformKey.key === null
      ? checkOf.skip(PLATFORM_SIGNATURE, "there is no key of this platform to verify with")
      : await signatureCheck(tools.crypto, PLATFORM_SIGNATURE, { key: platformKey.key, sign1 });
  return {
    checks: [
      checkOf.pass(FORMAT),
      ...platformKey.checks,
      signature,
      ...(token.token === "cca" ? await realmChecks(tools, token) : []),
      lifecycleCheck(claims.lifecycle, given.rules),
    ],
    chain: platformKey.chain,
    root: platformKey.root,
  };
}

async function realmChecks(
  { crypto, cache }: ArmTools,
  { platform, realm }: CcaToken,
): Promise<readonly Check[]> {
  const { claims, sign1 } = realm;
  const digest = await crypto.digest(claims.publicKeyHash, claims.publicKey);
  const values = { expected: toHex(platform.claims.challenge), actual: toHex(digest) };
  const binding = equalBytes(digest, platform.claims.challenge)
    ? checkOf.pass(BINDING, values)
    : checkOf.fail(BINDING, "REALM_BINDING_INVALID", values);
  // A realm signs all its tokens with one key: the import is worth remembering, a signature never.
  const key = await rememberingCrypto(crypto, cache).importPoint("ECDSA-P384-SHA384", claims.point);
  if (!key.ok) {
    return [
      checkOf.fail(REALM_KEY, "DOCUMENT_INVALID", { detail: key.failure.detail }),
      binding,
      checkOf.skip(REALM_SIGNATURE, "there is no key to verify with"),
    ];
  }
  return [
    checkOf.pass(REALM_KEY),
    binding,
    await signatureCheck(crypto, REALM_SIGNATURE, { key: key.value, sign1 }),
  ];
}

async function signatureCheck(
  crypto: CryptoPort,
  base: CheckBase,
  { key, sign1 }: { readonly key: PublicKey; readonly sign1: Sign1 },
): Promise<Check> {
  const isSigned = await crypto.verify(key, sign1.signature, signatureInput(sign1));
  return isSigned
    ? checkOf.pass(base, { detail: sign1.algorithm })
    : checkOf.fail(base, "COSE_SIGNATURE_INVALID");
}

/** Debug is tolerated by the policy's own knob; every other state but "secured" is refused in any case. */
function lifecycleCheck(lifecycle: number, rules: AppraisalPolicy): Check {
  const state = lifecycleState(lifecycle);
  const hex = `0x${lifecycle.toString(16).padStart(4, "0")}`;
  const values = { expected: "secured, 0x3000 to 0x30ff", actual: `${hex}, ${state ?? "unnamed"}` };
  if (state === "secured") return checkOf.pass(LIFECYCLE, values);
  return isDebugLifecycle(lifecycle) && rules.allowDebug === true
    ? checkOf.warn(LIFECYCLE, "LIFECYCLE_NOT_SECURED", {
        ...values,
        detail: "tolerated by allowDebug",
      })
    : checkOf.fail(LIFECYCLE, "LIFECYCLE_NOT_SECURED", values);
}
