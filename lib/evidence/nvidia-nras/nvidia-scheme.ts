import type {
  CarriedData,
  EvidenceScheme,
  OpenedEvidence,
  PreparedEvidence,
  SubmoduleVerification,
  Verification,
  VerificationInputs,
  VerificationTools,
} from "@/lib/evidence/scheme";
import { textNonces } from "@/lib/evidence/tokens/token-nonces";
import { issuedAt, keySetRequestOf, tokenFormat } from "@/lib/evidence/tokens/token-scheme";
import type { JsonObject } from "@/lib/bytes/strict-json";
import { isJwsAlgorithm } from "@/lib/formats/jws/algorithms";
import { textAt } from "@/lib/formats/tokens/claim-reader";
import {
  nvidiaOrigin,
  readNvidia,
  type BundledToken,
  type NvidiaEvidence,
} from "@/lib/formats/tokens/nvidia-bundle";
import { requiredClaimChecks } from "@/lib/formats/tokens/required-claims";
import { NVIDIA_LOCAL_ISSUER } from "@/lib/formats/tokens/token-kind";
import type { TokenInputs } from "@/lib/formats/tokens/token-inputs";
import { verifyToken } from "@/lib/formats/tokens/verify-token";
import { ok } from "@/lib/rats/result";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import { bundleChecks } from "./bundle-checks";
import { deviceClaims, overallClaims } from "./claims";
import { deviceChecks } from "./device-checks";
import { inspectNvidia } from "./inspect-nvidia";
import type { NvidiaKind } from "./nvidia-kind";
import { bundleKnobs, deviceKnobs, pinsNvidia } from "./nvidia-knobs";
import { openCertificates } from "./open-certificates";

/** A scheme for what NVIDIA's verifiers say of GPUs and switches: bundles of tokens, or one token alone. */
export function nvidiaScheme(kind: NvidiaKind): EvidenceScheme {
  return {
    evidenceType: kind.evidenceType,
    kindName: kind.kindName,
    recognises: (bytes) => nvidiaOrigin(bytes) === kind.origin,
    inspect: (bytes, crypto) => inspectNvidia({ bytes, evidenceType: kind.evidenceType, crypto }),
    knobs: (rules, claims) =>
      claims.attributes["devices"] === undefined
        ? [...deviceKnobs(rules, claims), ...bundleKnobs(rules, claims)]
        : bundleKnobs(rules, claims),
    pins: pinsNvidia,
    open(bytes) {
      const evidence = readNvidia(bytes);
      return evidence.ok ? ok(openNvidia(evidence.value, kind)) : evidence;
    },
  };
}

function openNvidia(evidence: NvidiaEvidence, kind: NvidiaKind): OpenedEvidence {
  switch (evidence.form) {
    case "certificates":
      return openCertificates(evidence.x5c, kind);
    case "token":
      return isOverall(evidence.token.jws.claims)
        ? openBundle({ overall: evidence.token, devices: [] }, kind)
        : openDevice(evidence.token, kind);
    case "bundle":
      return openBundle(evidence, kind);
  }
}

/** An overall token without its devices is judged as the bundle that it should have come in. */
function isOverall(claims: JsonObject): boolean {
  return "x-nvidia-overall-att-result" in claims || "submods" in claims;
}

function carriedBy(claims: JsonObject): CarriedData {
  const nonce = textAt(claims, "eat_nonce");
  return {
    ...textNonces(nonce === null ? [] : [nonce]),
    reportData: null,
    userData: null,
    issuedAt: issuedAt(claims),
  };
}

/** One token about one device. */
function openDevice({ jws }: BundledToken, kind: NvidiaKind): OpenedEvidence {
  const keySet = keySetOf(jws, kind);
  return {
    format: { ...tokenFormat(jws), form: "device" },
    productName: "NVIDIA GPU",
    carries: carriedBy(jws.claims),
    prepare: (tools) =>
      prepared(keySet, async (inputs) => {
        const verification = await verifyDevice(tools, { jws, kind, inputs, keySet });
        const required = requiredClaimChecks(jws.claims, inputs.rules);
        return { ...verification, checks: [...verification.checks, ...required] };
      }),
  };
}

/** A local verifier is no service with an address: its keys are those that a caller gives under its name. */
function keySetOf(jws: BundledToken["jws"], { origin }: NvidiaKind): EndorsementRequest | null {
  if (origin === "service") return keySetRequestOf(jws);
  const { alg, kid } = jws.header;
  const isLocal = jws.claims["iss"] === NVIDIA_LOCAL_ISSUER;
  return isLocal && isJwsAlgorithm(alg) && typeof kid === "string"
    ? { item: "jwks", issuer: NVIDIA_LOCAL_ISSUER }
    : null;
}

function prepared(
  keySet: EndorsementRequest | null,
  verify: (inputs: VerificationInputs) => Promise<Verification>,
): Promise<PreparedEvidence> {
  return Promise.resolve({ requiredEndorsements: keySet === null ? [] : [keySet], verify });
}

function tokenInputs(
  { profile }: NvidiaKind,
  inputs: VerificationInputs,
  keySet: EndorsementRequest | null,
): TokenInputs {
  const item = keySet === null ? undefined : inputs.items.get(endorsementKey(keySet));
  return { ...inputs, profile, keySet: item };
}

interface DeviceQuestion {
  readonly jws: BundledToken["jws"];
  readonly kind: NvidiaKind;
  readonly inputs: VerificationInputs;
  readonly keySet: EndorsementRequest | null;
}

async function verifyDevice(
  tools: VerificationTools,
  { jws, kind, inputs, keySet }: DeviceQuestion,
): Promise<Verification> {
  const token = await verifyToken(tools, jws, tokenInputs(kind, inputs, keySet), () => ({
    checks: deviceChecks(jws.claims),
    claims: deviceClaims(jws.claims),
  }));
  return {
    checks: [...token.checks, ...token.judged.checks],
    claims: token.judged.claims,
    tcb: null,
    chain: token.chain,
    root: token.root,
    ceiling: "vendor-signed",
    submodules: [],
  };
}

function openBundle(
  bundle: { readonly overall: BundledToken; readonly devices: readonly BundledToken[] },
  kind: NvidiaKind,
): OpenedEvidence {
  const { overall, devices } = bundle;
  const { claims } = overall.jws;
  const keySet = keySetOf(overall.jws, kind);
  return {
    format: { ...tokenFormat(overall.jws), form: "bundle", devices: devices.length },
    productName: kind.kindName,
    carries: carriedBy(claims),
    prepare: (tools) =>
      prepared(keySet, async (inputs) => {
        const parts = devices.map(({ jws }) => jws.claims);
        const found = tokenInputs(kind, inputs, keySet);
        const token = await verifyToken(tools, overall.jws, found, () =>
          bundleChecks(tools.crypto, claims, devices),
        );
        return {
          checks: [
            ...token.checks,
            ...token.judged,
            ...requiredClaimChecks(claims, inputs.rules, parts),
          ],
          claims: overallClaims(claims, parts),
          tcb: null,
          chain: token.chain,
          root: token.root,
          ceiling: "vendor-signed",
          submodules: await Promise.all(
            devices.map((device) => verifyPiece(tools, { device, kind, inputs, keySet })),
          ),
        };
      }),
  };
}

/**
 * A device of a bundle. Its key comes from the issuer of the overall token only: a device's token under another issuer
 * finds no key set and fails.
 */
async function verifyPiece(
  tools: VerificationTools,
  given: {
    readonly device: BundledToken;
    readonly kind: NvidiaKind;
    readonly inputs: VerificationInputs;
    readonly keySet: EndorsementRequest | null;
  },
): Promise<SubmoduleVerification> {
  const { device, kind, inputs, keySet } = given;
  const own = keySetOf(device.jws, kind);
  const isSameIssuer =
    own !== null && keySet !== null && endorsementKey(own) === endorsementKey(keySet);
  return {
    name: device.name,
    scheme: deviceScheme(kind),
    opened: openDevice(device, kind),
    evidence: device.text,
    verification: await verifyDevice(tools, {
      jws: device.jws,
      kind,
      inputs,
      keySet: isSameIssuer ? keySet : null,
    }),
    integral: true,
    binding: "its digest stands in the overall token of the bundle",
  };
}

/** A piece of a bundle is asked the knobs of a device; how many there are is asked of the bundle. */
function deviceScheme(kind: NvidiaKind): EvidenceScheme {
  return { ...nvidiaScheme(kind), kindName: "NVIDIA GPU", knobs: deviceKnobs };
}
