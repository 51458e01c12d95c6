import { toBase64 } from "@/lib/bytes/base64";
import { ajvSchemas } from "@/lib/compiled-schemas/ajv-schemas";
import { noCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, type Result } from "@/lib/rats/result";
import type { Verdict } from "@/lib/rats/verdict";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import {
  mintIntel,
  type MintedIntel,
  type MintIntelOptions,
} from "@/lib/simulator/intel/mint-intel";
import { createIntelPki, type IntelPki } from "@/lib/simulator/intel/pki";
import { appraiseEvidence } from "../appraise-evidence";
import type { AppraisalContext } from "../appraisal";

const schemas = ajvSchemas();
let backend: CryptoPort = webCrypto(globalThis.crypto.subtle);

/**
 * Judges with another backend from here on: the same tests must pass on each. For the project `backends` alone, whose files
 * share nothing.
 */
export function judgeWith(crypto: CryptoPort): void {
  backend = crypto;
}

/** A context without network, cache and clock: what the request does not bring can't be had. */
export function offlineContext(changes: Partial<AppraisalContext> = {}): AppraisalContext {
  return {
    crypto: backend,
    cache: noCache,
    schemas,
    endorsements: {
      get: ({ item }) => Promise.resolve(fail("COLLATERAL_UNAVAILABLE", "offline", item)),
    },
    now: new Date("2026-06-01T00:00:00Z"),
    ...changes,
  };
}

let pki: Promise<IntelPki> | undefined;

/** One set of keys for all tests of a file: making them is the slow part. */
export function sharedPki(): Promise<IntelPki> {
  pki ??= createIntelPki();
  return pki;
}

export async function mint(options: MintIntelOptions = {}): Promise<MintedIntel> {
  return mintIntel({ pki: await sharedPki(), ...options });
}

/** The request that gives a verifier everything that was minted. */
export function requestFor(
  minted: MintedIntel,
  changes: Partial<VerificationRequest> = {},
): VerificationRequest {
  return {
    evidence: toBase64(minted.quote),
    endorsements: { intel: minted.endorsements },
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
    ...changes,
  };
}

/** The same for every other kind, under the one built-in policy that lets simulated evidence pass. */
export function mintedRequest(
  minted: {
    readonly evidence: Uint8Array;
    readonly endorsements?: Endorsements;
    readonly trustAnchors: readonly string[];
    readonly at: string;
  },
  changes: Partial<VerificationRequest> = {},
): VerificationRequest {
  return {
    evidence: toBase64(minted.evidence),
    endorsements: minted.endorsements,
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
    policy: "relaxed",
    ...changes,
  };
}

/** The request for `own`, with some of its endorsements taken from what was minted for another quote. */
export function requestMixed(
  own: MintedIntel,
  other: MintedIntel,
  members: readonly (keyof MintedIntel["endorsements"])[],
): Pick<VerificationRequest, "evidence" | "endorsements"> {
  const taken = Object.fromEntries(members.map((member) => [member, other.endorsements[member]]));
  return {
    evidence: toBase64(own.quote),
    endorsements: { intel: { ...own.endorsements, ...taken } },
  };
}

/** What tests ask of a result. `refused`: the call itself failed, there is no result. */
export interface Outcome {
  readonly verdict: Verdict | "refused";
  readonly codes: readonly ReasonCode[];
  /** `code check` of every reason. */
  readonly reasons: readonly string[];
  readonly result: AttestationResult | null;
}

export async function appraise(
  request: VerificationRequest,
  context: AppraisalContext = offlineContext(),
): Promise<Outcome> {
  return outcomeOf(await appraiseEvidence(request, context));
}

function outcomeOf(appraisal: Result<{ readonly result: AttestationResult }>): Outcome {
  if (!appraisal.ok) {
    const { code, at } = appraisal.failure;
    return {
      verdict: "refused",
      codes: [code],
      reasons: [`${code} ${at ?? ""}`],
      result: null,
    };
  }
  const { result } = appraisal.value;
  return {
    verdict: result.verdict,
    codes: result.reasons.map(({ code }) => code),
    reasons: result.reasons.map(({ code, check }) => `${code} ${check}`),
    result,
  };
}

/** Mints, then judges with everything that was minted. */
export async function appraiseMinted(
  options: MintIntelOptions = {},
  changes: Partial<VerificationRequest> = {},
): Promise<Outcome> {
  return appraise(requestFor(await mint(options), changes));
}
