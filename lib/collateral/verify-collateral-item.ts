import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { CryptoPort, PublicKey } from "@/lib/crypto/crypto-port";
import { readQeIdentity, readQeIdentityEnvelope } from "@/lib/formats/dcap/qe-identity";
import type { SignedJson } from "@/lib/formats/dcap/signed-json";
import { readTcbInfo, readTcbInfoEnvelope } from "@/lib/formats/dcap/tcb-info";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { EndorsementRequest, PckCa } from "@/lib/trust/endorsement-source";
import { parseCrl, type Crl } from "@/lib/x509/crl";
import { intelPathProfile } from "@/lib/x509/path";
import { readCrlText } from "@/lib/x509/pem";
import { isSignedBy } from "@/lib/x509/signed-by";
import type { UnverifiedItem, VerifiedItem } from "./collateral-item";
import { verifyAmdItem } from "./verify-amd-item";
import {
  builtInAnchors,
  givenAnchors,
  verifyIssuerChain,
  type ChainTools,
} from "./verify-issuer-chain";
import { verifyKeySet } from "./verify-key-set";

export type CollateralVerifier = (item: UnverifiedItem) => Promise<Result<VerifiedItem>>;

/** Who signs what (Intel SGX PCK Certificate and CRL Profile Specification). */
const TCB_SIGNER = "Intel SGX TCB Signing";
const CRL_SIGNERS = {
  "Intel SGX PCK Platform CA": "platform",
  "Intel SGX PCK Processor CA": "processor",
} as const satisfies Record<string, PckCa>;

type Facts = Pick<VerifiedItem, "request" | "body" | "issuedAt" | "nextUpdate" | "revision">;

/**
 * The gate in front of the cache: signature, chain to a pinned root, and roles by name. Dates are not judged, for an
 * item of last year is good evidence of last year; revocation is not judged either. The core judges both, again with
 * everything else, at each verification: what passes here is worth keeping, not yet worth trusting.
 *
 * `trustAnchors` are PEM certificates instead of the built-in roots.
 */
export function collateralVerifier(trust: {
  readonly crypto: CryptoPort;
  readonly trustAnchors?: readonly string[];
}): CollateralVerifier {
  const { crypto, trustAnchors } = trust;
  const anchors =
    trustAnchors === undefined ? builtInAnchors() : givenAnchors(crypto, trustAnchors);
  return async (item) => {
    const tools = { crypto, anchors: await anchors };
    const amdRoots = trustAnchors === undefined ? null : tools.anchors.map((root) => root.sha256);
    const facts = await verifyByKind(item, { ...tools, amdRoots });
    if (!facts.ok) return facts;
    const { issuedAt, nextUpdate, body } = facts.value;
    if (!(issuedAt <= nextUpdate)) {
      return fail("COLLATERAL_INVALID", "its end is before its beginning", item.kind);
    }
    const sha256 = toHex(await crypto.digest("SHA-256", utf8Bytes(body)));
    // The reader of PEM lets one NUL pass at the end, as quotes carry it; a database does not.
    const chain = item.issuerChain?.replace(/\0$/, "") ?? null;
    const isOwnIssuer = item.kind === "intel.rootCaCrl" || item.kind === "amd.certChain";
    const issuerChain = isOwnIssuer ? null : chain;
    return ok({ ...facts.value, issuerChain, sha256 });
  };
}

/** `amdRoots`: SHA-256 of the roots in place of AMD's; null: those that the product ships. */
function verifyByKind(
  item: UnverifiedItem,
  tools: ChainTools & { readonly amdRoots: readonly string[] | null },
): Promise<Result<Facts>> {
  switch (item.kind) {
    case "intel.tcbInfo":
      return verifyTcbInfo(item, tools);
    case "intel.qeIdentity":
      return verifyQeIdentity(item, tools);
    case "intel.pckCrl":
      return verifyPckCrl(item, tools);
    case "intel.rootCaCrl":
      return verifyRootCrl(item, tools);
    case "amd.vcek":
    case "amd.certChain":
    case "amd.crl":
      return verifyAmdItem(
        { ...item, kind: item.kind },
        { crypto: tools.crypto, roots: tools.amdRoots },
      );
    case "jwks":
      return Promise.resolve(verifyKeySet(item.body, item.keySet));
  }
}

async function verifyTcbInfo(item: UnverifiedItem, tools: ChainTools): Promise<Result<Facts>> {
  const envelope = readTcbInfoEnvelope(item.body);
  if (!envelope.ok) return envelope;
  const signed = await verifySignedJson(envelope.value, {
    ...tools,
    issuerChain: item.issuerChain,
    chainCode: "TCB_INFO_CHAIN_INVALID",
    signatureCode: "TCB_INFO_SIGNATURE_INVALID",
  });
  if (!signed.ok) return signed;
  const info = readTcbInfo(envelope.value.content);
  if (!info.ok) return info;
  const { id, fmspc, issueDate, nextUpdate, evaluationDataNumber } = info.value;
  return ok({
    request: { item: "intel.tcbInfo", tee: id === "TDX" ? "tdx" : "sgx", fmspc },
    body: item.body,
    issuedAt: new Date(issueDate),
    nextUpdate: new Date(nextUpdate),
    revision: String(evaluationDataNumber),
  });
}

async function verifyQeIdentity(item: UnverifiedItem, tools: ChainTools): Promise<Result<Facts>> {
  const envelope = readQeIdentityEnvelope(item.body);
  if (!envelope.ok) return envelope;
  const signed = await verifySignedJson(envelope.value, {
    ...tools,
    issuerChain: item.issuerChain,
    chainCode: "QE_IDENTITY_CHAIN_INVALID",
    signatureCode: "QE_IDENTITY_SIGNATURE_INVALID",
  });
  if (!signed.ok) return signed;
  const identity = readQeIdentity(envelope.value.content);
  if (!identity.ok) return identity;
  const { id, issueDate, nextUpdate, evaluationDataNumber } = identity.value;
  return ok({
    request: { item: "intel.qeIdentity", tee: id === "TD_QE" ? "tdx" : "sgx" },
    body: item.body,
    issuedAt: new Date(issueDate),
    nextUpdate: new Date(nextUpdate),
    revision: String(evaluationDataNumber),
  });
}

async function verifyPckCrl(item: UnverifiedItem, tools: ChainTools): Promise<Result<Facts>> {
  const code = "PCK_CRL_INVALID";
  const crl = readCrl(item.body, code);
  if (!crl.ok) return crl;
  const chain = await verifyIssuerChain({
    ...tools,
    issuerChain: item.issuerChain,
    code,
    leafRole: "crl-issuer",
  });
  if (!chain.ok) return chain;
  const issuer = chain.value;
  const ca = Object.entries(CRL_SIGNERS).find(([name]) => name === issuer.subjectCommonName)?.[1];
  if (ca === undefined) return fail(code, `${issuer.subject} does not issue PCK revocation lists`);
  if (!equalBytes(crl.value.issuerDer, issuer.subjectDer)) {
    return fail(code, `the list is issued by ${crl.value.issuer} and not by its chain`);
  }
  if (!(await isSignedBy(tools.crypto, crl.value, issuer))) {
    return fail(code, "the signature does not fit the list");
  }
  return crlFacts({ request: { item: "intel.pckCrl", ca }, crl: crl.value, code });
}

async function verifyRootCrl(item: UnverifiedItem, tools: ChainTools): Promise<Result<Facts>> {
  const code = "ROOT_CRL_INVALID";
  const crl = readCrl(item.body, code);
  if (!crl.ok) return crl;
  const { signatureAlgorithm, signature, tbs, issuerDer } = crl.value;
  if (signatureAlgorithm !== intelPathProfile.signatureAlgorithm) {
    return fail(code, `signed with ${signatureAlgorithm}`);
  }
  for (const anchor of tools.anchors) {
    if (anchor.subjectDer !== null && !equalBytes(anchor.subjectDer, issuerDer)) continue;
    const key = await tools.crypto.importSpki("ECDSA-P256-SHA256", anchor.spki);
    if (key.ok && (await tools.crypto.verify(key.value, signature, tbs))) {
      return crlFacts({ request: { item: "intel.rootCaCrl" }, crl: crl.value, code });
    }
  }
  return fail(code, "no pinned root signed this list");
}

function readCrl(body: string, code: ReasonCode): Result<Crl> {
  const der = readCrlText(body, code);
  return der.ok ? parseCrl(der.value, code) : der;
}

function crlFacts({
  request,
  crl,
  code,
}: {
  readonly request: EndorsementRequest;
  readonly crl: Crl;
  readonly code: ReasonCode;
}): Result<Facts> {
  if (crl.nextUpdate === null) return fail(code, "the list has no end");
  return ok({
    request,
    body: toHex(crl.der),
    issuedAt: new Date(crl.thisUpdate),
    nextUpdate: new Date(crl.nextUpdate),
    revision: crl.crlNumber,
  });
}

async function verifySignedJson(
  json: SignedJson,
  given: ChainTools & {
    readonly issuerChain: string | null;
    readonly chainCode: ReasonCode;
    readonly signatureCode: ReasonCode;
  },
): Promise<Result<null>> {
  const { crypto, chainCode, signatureCode } = given;
  const chain = await verifyIssuerChain({ ...given, code: chainCode, leafRole: "end-entity" });
  if (!chain.ok) return chain;
  const signer = chain.value;
  if (signer.subjectCommonName !== TCB_SIGNER) {
    return fail(chainCode, `${signer.subject} does not sign TCB data`);
  }
  const key: Result<PublicKey> = await crypto.importSpki("ECDSA-P256-SHA256", signer.spki);
  const isSigned = key.ok && (await crypto.verify(key.value, json.signature, json.signedBytes));
  return isSigned ? ok(null) : fail(signatureCode, "the signature does not fit the signed bytes");
}
