import type {
  CarriedData,
  EvidenceScheme,
  OpenedEvidence,
  VerificationInputs,
  VerificationTools,
} from "@/lib/evidence/scheme";
import type { JsonObject } from "@/lib/bytes/strict-json";
import { readCompactJws, type Jws } from "@/lib/formats/jws/jws";
import { inspectCompactJws } from "@/lib/formats/jws/inspect-jws";
import { requiredClaimChecks } from "@/lib/formats/tokens/required-claims";
import { readSeconds } from "@/lib/formats/tokens/time-checks";
import {
  ITA_EARLY_ISSUER,
  ITA_ISSUERS,
  tokenKindOf,
  type TokenKind,
} from "@/lib/formats/tokens/token-kind";
import type { TokenProfile } from "@/lib/formats/tokens/token-profile";
import { verifyToken } from "@/lib/formats/tokens/verify-token";
import type { EvidenceFormat, TcbSummary } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import type { Claims } from "@/lib/rats/claims";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import { ok } from "@/lib/rats/result";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";

/** What a service's claims say, in the common vocabulary, with the checks that only this service's tokens need. */
export interface TokenJudgement {
  readonly checks: readonly Check[];
  readonly claims: Claims;
  readonly tcb: TcbSummary | null;
}

/** What the tokens of different services differ in. */
export interface TokenKindRules {
  readonly evidenceType: EvidenceType;
  readonly kindName: string;
  readonly kind: TokenKind;
  readonly profile: TokenProfile;
  /** How the token was read, beyond its algorithm. */
  format?(claims: JsonObject): EvidenceFormat;
  /** Nonces and report data as the service writes them. */
  carries(claims: JsonObject): Omit<CarriedData, "issuedAt">;
  judge(
    tools: VerificationTools,
    claims: JsonObject,
    inputs: VerificationInputs,
  ): Promise<TokenJudgement>;
  knobs: EvidenceScheme["knobs"];
  pins: EvidenceScheme["pins"];
}

/** A scheme for tokens of a verification service: one compact JWS. At best vendor-signed, whoever checked the hardware. */
export function tokenScheme(rules: TokenKindRules): EvidenceScheme {
  const { evidenceType, kindName, kind, knobs, pins } = rules;
  return {
    evidenceType,
    kindName,
    recognises: (bytes) => tokenKindOf(bytes) === kind,
    inspect: (bytes, crypto) => inspectCompactJws({ bytes, evidenceType, crypto }),
    knobs,
    pins,
    open(bytes) {
      const jws = readCompactJws(bytes);
      return jws.ok ? ok(openToken(jws.value, rules)) : jws;
    },
  };
}

export function openToken(jws: Jws, rules: TokenKindRules): OpenedEvidence {
  const { claims } = jws;
  const keySetRequest = keySetRequestOf(jws);
  return {
    format: { ...tokenFormat(jws), ...rules.format?.(claims) },
    productName: rules.kindName,
    carries: { ...rules.carries(claims), issuedAt: issuedAt(claims) },
    prepare: (tools) =>
      Promise.resolve({
        requiredEndorsements: keySetRequest === null ? [] : [keySetRequest],
        async verify(inputs) {
          const { profile } = rules;
          const keySet = keySetRequest && inputs.items.get(endorsementKey(keySetRequest));
          const found = { ...inputs, profile, keySet: keySet ?? undefined };
          const token = await verifyToken(tools, jws, found, () =>
            rules.judge(tools, claims, inputs),
          );
          const { judged } = token;
          return {
            checks: [
              ...token.checks,
              ...judged.checks,
              ...requiredClaimChecks(claims, inputs.rules),
            ],
            claims: judged.claims,
            tcb: judged.tcb,
            chain: token.chain,
            root: token.root,
            ceiling: "vendor-signed",
            submodules: [],
          };
        },
      }),
  };
}

/**
 * The issuer's key set is asked for when the token names a key of it. The name comes from the token, so it only ever
 * chooses among issuers that the operator configured, or takes the set that came with the request.
 */
export function keySetRequestOf({ header, claims }: Jws): EndorsementRequest | null {
  const issuer = claims["iss"] === ITA_EARLY_ISSUER ? ITA_ISSUERS[0] : claims["iss"];
  const isAddress = typeof issuer === "string" && /^https:\/\/[\x21-\x7e]{1,500}$/.test(issuer);
  const { kid } = header;
  return isAddress && typeof kid === "string" ? { item: "jwks", issuer, kid } : null;
}

export function tokenFormat({ header }: Jws): EvidenceFormat {
  const { alg, typ } = header;
  return {
    serialisation: "JWS compact",
    algorithm: typeof alg === "string" ? alg.slice(0, 64) : "none named",
    ...(typeof typ === "string" ? { type: typ.slice(0, 64) } : {}),
  };
}

export function issuedAt(claims: JsonObject): number | null {
  const seconds = readSeconds(claims["iat"]);
  return seconds === null ? null : seconds * 1000;
}
