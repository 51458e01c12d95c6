import type {
  EvidenceScheme,
  OpenedEvidence,
  VerificationInputs,
  VerificationTools,
} from "@/lib/evidence/scheme";
import { textNonces } from "@/lib/evidence/tokens/token-nonces";
import { issuedAt, tokenFormat } from "@/lib/evidence/tokens/token-scheme";
import type { Jws } from "@/lib/formats/jws/jws";
import { textAt, textsAt } from "@/lib/formats/tokens/claim-reader";
import { requiredClaimChecks } from "@/lib/formats/tokens/required-claims";
import type { TokenProfile } from "@/lib/formats/tokens/token-profile";
import { verifyToken } from "@/lib/formats/tokens/verify-token";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { VendorEndorsements } from "@/lib/rats/endorsements";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import { commitmentChecks } from "./checks";
import { commitmentClaims } from "./claims";
import { inspectCommitment } from "./inspect-commitment";
import { pinsCommitments, vendorKnobs } from "./knobs";
import { looksLikeCommitment, readCommitment, type CommitmentForm } from "./read-commitment";

/**
 * What a vendor commits to in software: which model answers, until when, for which nonce. A JWS of type
 * `vendor-commitment+jws`, compact or flattened JSON, by a key that is registered for the vendor. No hardware stands
 * behind it, and nothing here ever says so.
 */
export const vendorCommitmentScheme: EvidenceScheme = {
  evidenceType: "vendor-commitment",
  kindName: "vendor commitment",
  recognises: looksLikeCommitment,
  inspect: (bytes, crypto) => inspectCommitment(bytes, crypto),
  knobs: vendorKnobs,
  pins: pinsCommitments,
  open(bytes) {
    const commitment = readCommitment(bytes);
    return commitment.ok ? ok(openCommitment(commitment.value)) : commitment;
  },
};

function openCommitment({ jws, form }: { jws: Jws; form: CommitmentForm }): OpenedEvidence {
  const { claims } = jws;
  return {
    format: { ...tokenFormat(jws), serialisation: `JWS ${form}` },
    productName: `vendor commitment of ${(textAt(claims, "iss") ?? "nobody").slice(0, 128)}`,
    carries: {
      ...textNonces(textsAt(claims, "nonce")),
      reportData: null,
      userData: null,
      issuedAt: issuedAt(claims),
    },
    prepare: (tools, { endorsements }) =>
      Promise.resolve({
        requiredEndorsements: [],
        verify: (inputs) => verifyCommitment(tools, { jws, vendor: endorsements.vendor, inputs }),
      }),
  };
}

async function verifyCommitment(
  tools: VerificationTools,
  given: {
    readonly jws: Jws;
    readonly vendor: VendorEndorsements | undefined;
    readonly inputs: VerificationInputs;
  },
) {
  const { jws, vendor, inputs } = given;
  const found = {
    ...inputs,
    profile: profileOf(vendor),
    keySet: keySetOf(vendor),
    rules: withoutServices(inputs.rules),
  };
  const token = await verifyToken(tools, jws, found, async () => ({
    checks: await commitmentChecks(tools, jws, vendor),
    claims: commitmentClaims(jws.claims),
  }));
  return {
    checks: [
      ...token.checks,
      ...token.judged.checks,
      ...requiredClaimChecks(jws.claims, inputs.rules),
    ],
    claims: token.judged.claims,
    tcb: null,
    chain: token.chain,
    root: token.root,
    ceiling: "vendor-signed" as const,
    submodules: [],
  };
}

/** `iss` is the vendor, exactly as registered. */
function profileOf(vendor: VendorEndorsements | undefined): TokenProfile {
  return {
    service: "vendor commitments",
    usage: "vendor",
    algorithms: ["EdDSA", "Ed25519", "ES256", "RS256"],
    issuers: vendor === undefined ? [] : [vendor.name],
    allowsChainInHeader: false,
  };
}

/** `token.issuers` names verification services, and a vendor is none; `vendor.vendors` is its knob. */
function withoutServices({ token, ...rules }: AppraisalPolicy): AppraisalPolicy {
  if (token === undefined) return rules;
  const { issuers: _issuers, ...others } = token;
  return { ...rules, token: others };
}

function keySetOf(vendor: VendorEndorsements | undefined): Result<EndorsementItem> {
  if (vendor === undefined) {
    return fail("COLLATERAL_UNAVAILABLE", "no keys are registered for this vendor", "vendor");
  }
  return ok({
    request: { item: "jwks", issuer: vendor.name },
    body: JSON.stringify({ keys: vendor.keys }),
    issuerChain: null,
    origin: "request",
    upstream: null,
    retrievedAt: null,
  });
}
