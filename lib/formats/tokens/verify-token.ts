import { isJwsAlgorithm } from "@/lib/formats/jws/algorithms";
import { headerProblems, type Jws } from "@/lib/formats/jws/jws";
import type { TokenTools } from "@/lib/formats/jws/token-tools";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { AnchorOrigin } from "@/lib/trust/trust-anchors";
import { audienceCheck } from "./audience-check";
import { issuerCheck } from "./issuer-check";
import { findSigningKey } from "./signing-key";
import { timeChecks } from "./time-checks";
import type { TokenInputs } from "./token-inputs";
import type { TokenProfile } from "./token-profile";

export interface TokenVerification<Judged> {
  readonly checks: readonly Check[];
  readonly root: AnchorOrigin | null;
  readonly chain: readonly ChainCertificate[];
  readonly judged: Judged;
}

/**
 * What every token is asked, whatever it says: header, algorithm, key, signature, issuer, audience and times (RFC 8725;
 * RFC 7519 section 7.2). The algorithm is judged before any key is touched. Claims are judged even when the signature
 * is bad, so that all failures are reported at once; the failure of the signature is what decides. `judge` reads the
 * claims by the rules of the token's own kind.
 */
export async function verifyToken<Judged>(
  tools: TokenTools,
  jws: Jws,
  inputs: TokenInputs,
  judge: () => Judged | Promise<Judged>,
): Promise<TokenVerification<Judged>> {
  const { profile, rules, at } = inputs;
  const algorithm = algorithmCheck(jws, profile, rules);
  const signer =
    algorithm.status === "pass"
      ? await findSigningKey(tools, { jws, ...inputs })
      : { checks: [], key: null, root: null, chain: [] };
  // A backend may verify on another thread: everything else is done meanwhile.
  const signature = signatureCheck(tools, jws, signer.key);
  const judged = await judge();
  const later = [
    issuerCheck(jws.claims["iss"], inputs),
    audienceCheck(jws.claims["aud"], rules),
    ...timeChecks(jws.claims, at, rules),
  ];
  return {
    checks: [
      structureCheck(jws),
      headerCheck(jws),
      algorithm,
      ...signer.checks,
      await signature,
      ...later,
    ],
    root: signer.root,
    chain: signer.chain,
    judged,
  };
}

function structureCheck({ claimsText }: Jws): Check {
  return checkOf.pass(
    { id: "token.structure", group: "format", title: "Token is well-formed" },
    { detail: `${claimsText.length} characters of claims, no member twice` },
  );
}

function headerCheck(jws: Jws): Check {
  const base: CheckBase = {
    id: "token.header",
    group: "format",
    title: "Header asks for nothing unusual",
  };
  const problems = headerProblems(jws);
  return problems.length === 0
    ? checkOf.pass(base)
    : checkOf.fail(base, "TOKEN_MALFORMED", { detail: problems.join("; ") });
}

function algorithmCheck({ header }: Jws, profile: TokenProfile, rules: AppraisalPolicy): Check {
  const asked = rules.token?.algorithms;
  const base: CheckBase = {
    id: "token.algorithm",
    group: "format",
    title: "Signed with an accepted algorithm",
    source: asked ? "policy token.algorithms" : `profile of ${profile.service}`,
  };
  const accepted = asked
    ? profile.algorithms.filter((name) => asked.some((other) => other === name))
    : profile.algorithms;
  const { alg } = header;
  const values = {
    expected: accepted.length === 0 ? "nothing is acceptable" : accepted.join(" or "),
    actual: typeof alg === "string" ? alg.slice(0, 64) : "none named",
  };
  return isJwsAlgorithm(alg) && accepted.includes(alg)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "TOKEN_ALGORITHM_REJECTED", values);
}

/** Verified every time, by the port itself and past every memory: it is the evidence's own signature. */
async function signatureCheck(
  { crypto }: TokenTools,
  jws: Jws,
  key: Parameters<typeof crypto.verify>[0] | null,
): Promise<Check> {
  const base: CheckBase = {
    id: "token.signature",
    group: "signature",
    title: "Token signed by the service's key",
  };
  if (key === null) return checkOf.skip(base, "there is no trusted key to verify with");
  return (await crypto.verify(key, jws.signature, jws.signingInput))
    ? checkOf.pass(base)
    : checkOf.fail(base, "TOKEN_SIGNATURE_INVALID");
}
