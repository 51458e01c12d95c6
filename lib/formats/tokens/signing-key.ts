import { isJwsAlgorithm, type JwsAlgorithm } from "@/lib/formats/jws/algorithms";
import type { Jws } from "@/lib/formats/jws/jws";
import { importFor, selectKey } from "@/lib/formats/jws/key-set";
import {
  chainDateProblems,
  readSignerChain,
  type SignerChain,
} from "@/lib/formats/jws/signer-chain";
import type { TokenTools } from "@/lib/formats/jws/token-tools";
import type { PublicKey } from "@/lib/crypto/crypto-port";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Failure, Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import { anchorsFor, type AnchorOrigin, type TrustAnchor } from "@/lib/trust/trust-anchors";
import { chainText } from "@/lib/x509/chain-text";
import type { TokenProfile } from "./token-profile";

/** The key that a token is verified with, and what vouches for it. */
export interface SigningKey {
  readonly checks: readonly Check[];
  /** Null when there is none to verify with. */
  readonly key: PublicKey | null;
  /** Null when nothing vouches for the key. */
  readonly root: AnchorOrigin | null;
  readonly chain: readonly ChainCertificate[];
}

export interface KeyQuestion {
  readonly jws: Jws;
  readonly profile: TokenProfile;
  /** The issuer's JWK set; undefined when it was not asked for. */
  readonly keySet: Result<EndorsementItem> | undefined;
  readonly anchors: readonly TrustAnchor[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const KEY: CheckBase = { id: "token.key", group: "chain", title: "A trusted key fits the token" };
const CHAIN: CheckBase = {
  id: "token.signerChain",
  group: "chain",
  title: "Signer's certificates are well-formed and signed link by link",
};
const ROOT: CheckBase = {
  id: "token.root",
  group: "chain",
  title: "Something trusted vouches for the signer",
};
const DATES: CheckBase = {
  id: "token.signerValidity",
  group: "chain",
  title: "Signer's certificates are valid at this time",
};

/**
 * Finds the key: by a chain in the header when it ends at an anchor, otherwise by `kid` in the issuer's key set. A key
 * that the token itself brings, without an anchor above it, is never used.
 */
export async function findSigningKey(tools: TokenTools, ask: KeyQuestion): Promise<SigningKey> {
  const { jws, profile, anchors } = ask;
  const { alg, kid, x5c } = jws.header;
  if (!isJwsAlgorithm(alg)) return noKey([checkOf.skip(KEY, "the algorithm is not accepted")]);
  if (profile.allowsChainInHeader && x5c !== undefined) {
    const chain = await readSignerChain(tools, x5c);
    const usable = anchorsFor(anchors, profile.usage);
    const anchor = chain.ok ? anchorOf(chain.value, usable) : undefined;
    if (chain.ok && anchor) return keyOfChain(tools, ask, { chain: chain.value, anchor, alg });
    // The key set decides where there is one: a chain that leads nowhere is then only decoration.
    const hasKeySet = kid !== undefined && ask.keySet?.ok === true;
    if (!hasKeySet) return chain.ok ? unanchored(chain.value, ask) : unreadable(chain.failure);
  }
  return keyOfSet(tools, ask, alg);
}

function anchorOf(chain: SignerChain, anchors: readonly TrustAnchor[]): TrustAnchor | undefined {
  return anchors.find(({ sha256 }) => sha256 === chain.fingerprints.at(-1));
}

async function keyOfChain(
  tools: TokenTools,
  ask: KeyQuestion,
  found: { readonly chain: SignerChain; readonly anchor: TrustAnchor; readonly alg: JwsAlgorithm },
): Promise<SigningKey> {
  const { chain, anchor, alg } = found;
  const leaf = chain.certificates[0];
  const key = leaf ? await importFor(tools, leaf.spki, alg) : null;
  return {
    checks: [
      ...chainChecks(chain, ask.at),
      rootPass(anchor),
      key?.ok === true
        ? checkOf.pass({ ...KEY, source: "x5c of the token's header" }, { actual: alg })
        : checkOf.fail(KEY, "TOKEN_KEY_UNKNOWN", { detail: key?.failure.detail ?? null }),
    ],
    key: key?.ok === true && chain.problems.length === 0 ? key.value : null,
    root: chain.isSimulation ? "simulation" : anchor.origin,
    chain: chain.summary,
  };
}

function unanchored(chain: SignerChain, { at }: KeyQuestion): SigningKey {
  const actual = chain.fingerprints.at(-1) ?? null;
  const detail = "the chain in the token's header ends at no trust anchor";
  return {
    checks: [
      ...chainChecks(chain, at),
      checkOf.fail(ROOT, "ROOT_CA_UNTRUSTED", { actual, detail }),
      checkOf.skip(KEY, "nothing vouches for the key in the header"),
    ],
    key: null,
    root: null,
    chain: chain.summary,
  };
}

function unreadable({ code, detail }: Failure): SigningKey {
  return noKey([
    checkOf.fail(CHAIN, code, { detail }),
    checkOf.skip(KEY, "the certificates in the header can't be read"),
  ]);
}

async function keyOfSet(
  tools: TokenTools,
  ask: KeyQuestion,
  alg: JwsAlgorithm,
): Promise<SigningKey> {
  const { kid } = ask.jws.header;
  const { keySet } = ask;
  if (typeof kid !== "string") {
    const detail = "the token does not say which key of its issuer signed it (kid)";
    return noKey([checkOf.fail(KEY, "TOKEN_KEY_UNKNOWN", { detail })]);
  }
  if (keySet === undefined) {
    const detail = "the token names no issuer whose keys could be asked for";
    return noKey([checkOf.fail(KEY, "TOKEN_KEY_UNKNOWN", { detail, actual: kid })]);
  }
  if (!keySet.ok) {
    const { detail } = keySet.failure;
    return noKey([checkOf.skipWith(KEY, "COLLATERAL_UNAVAILABLE", { detail, actual: kid })]);
  }
  const item = keySet.value;
  const selected = await selectKey(tools, item.body, { kid, alg });
  if (!selected.ok) return noKey([unknownKey(selected.failure, item, kid)]);
  const { chain, key } = selected.value;
  const from = sourceOf(item);
  return {
    checks: [
      checkOf.pass({ ...KEY, source: from }, { actual: kid }),
      ...(chain ? chainChecks(chain, ask.at) : []),
      setRootCheck(chain, ask, from),
    ],
    key,
    root: rootOf(chain, ask),
    chain: chain?.summary ?? [],
  };
}

function sourceOf({ origin, upstream }: EndorsementItem): string {
  return origin === "request"
    ? "key set of the request"
    : `key set of ${upstream ?? "the configured issuer"}`;
}

/**
 * A set that came with the request is all there is. One of a cache may be of another day than the token: then nobody
 * knows, and the signature, which can't be checked, leaves the verdict open.
 */
function unknownKey(failure: Failure, item: EndorsementItem, kid: string): Check {
  const { code, detail } = failure;
  const values = { detail, actual: kid };
  return code === "TOKEN_KEY_UNKNOWN" && item.origin !== "request"
    ? checkOf.skipWith(KEY, "COLLATERAL_UNAVAILABLE", values)
    : checkOf.fail(KEY, code, values);
}

/**
 * A key set is trusted as it is: whoever gave it, or configured its issuer, vouches for it. Certificates in it are
 * judged on top of that, and once a request names roots of its own they must end at one of them.
 */
function setRootCheck(chain: SignerChain | null, ask: KeyQuestion, from: string): Check {
  const base = { ...ROOT, source: from };
  if (chain === null) return checkOf.pass(base, { detail: "the key set itself is trusted" });
  const anchor = anchorOf(chain, anchorsFor(ask.anchors, ask.profile.usage));
  if (anchor) return rootPass(anchor);
  const actual = chain.fingerprints.at(-1) ?? null;
  const given = ask.anchors.filter(({ origin }) => origin !== "built-in");
  return given.length === 0
    ? checkOf.pass(base, { actual, detail: "no pinned root, but the key set itself is trusted" })
    : checkOf.fail(base, "ROOT_CA_UNTRUSTED", {
        expected: given.map(({ sha256 }) => sha256).join(" or "),
        actual,
      });
}

function rootOf(chain: SignerChain | null, ask: KeyQuestion): AnchorOrigin {
  if (chain === null) return "given";
  if (chain.isSimulation) return "simulation";
  return anchorOf(chain, anchorsFor(ask.anchors, ask.profile.usage))?.origin ?? "given";
}

function rootPass(anchor: TrustAnchor): Check {
  return checkOf.pass(
    { ...ROOT, source: `trust anchor ${anchor.name}` },
    { actual: anchor.sha256 },
  );
}

function chainChecks(chain: SignerChain, at: number): readonly Check[] {
  const names = chain.certificates.map(({ subjectCommonName }) => subjectCommonName);
  const dates = chainDateProblems(chain, at);
  const detail = dates.map(({ text }) => text).join("; ");
  return [
    chain.problems.length === 0
      ? checkOf.pass(CHAIN, { detail: chainText(names) })
      : checkOf.fail(CHAIN, "CERT_CHAIN_INVALID", { detail: chain.problems.join("; ") }),
    dates.length === 0 ? checkOf.pass(DATES) : checkOf.fail(DATES, "CERT_EXPIRED", { detail }),
  ];
}

function noKey(checks: readonly Check[]): SigningKey {
  return { checks, key: null, root: null, chain: [] };
}
