import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type { ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Attest } from "../attest";
import type { AttestationKey } from "../attestation-key";
import { isSelection, pcrDigest, type PcrBank } from "../pcr-bank";
import { attributeProblems, type PublicArea } from "../public-area";
import { portSignature, type TpmSignature } from "../signature";

export interface TpmTools {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
}

/** A quote with what came beside it. */
export interface SignedQuote {
  readonly attest: Attest;
  readonly signature: TpmSignature | null;
  readonly pcrs: PcrBank | null;
}

export interface QuoteJudgement {
  readonly checks: readonly Check[];
  /** The values of the signed selection; empty unless signature and digest are good. */
  readonly signedPcrs: ReadonlyMap<number, Uint8Array>;
}

const QUOTE_SOURCE = "TPM 2.0 Library, Part 3, TPM2_Quote";

/**
 * Everything about a quote but who vouches for the key: signature first, then that the PCR values are exactly the
 * signed selection and hash to the signed digest. Independent failures are all reported.
 */
export async function judgeQuote(
  tools: TpmTools,
  quote: SignedQuote,
  given: { readonly key: AttestationKey | null; readonly area: PublicArea | null },
): Promise<QuoteJudgement> {
  const { attest, signature, pcrs } = quote;
  const signatureChecks = await judgeSignature(tools, quote, given);
  const selected = selectionCheck(attest, pcrs);
  const digest = await digestCheck(tools.crypto, { attest, signature, pcrs });
  const bank = bankCheck(attest);
  const checks = [structureCheck(attest), bank, ...signatureChecks, selected, digest];
  const isGood = checks.every(({ status }) => status === "pass" || status === "warn");
  return { checks, signedPcrs: isGood && pcrs ? pcrs.values : new Map() };
}

function structureCheck({ selection, safe }: Attest): Check {
  const base: CheckBase = {
    id: "tpm.structure",
    group: "format",
    title: "Made by a TPM, as a quote",
    source: "TPM 2.0 Library, Part 2, TPMS_ATTEST",
  };
  const clock = safe ? "" : "; its clock may have gone back since it was last written";
  return checkOf.pass(base, {
    detail: `${selection.pcrs.length} PCRs of the ${selection.bank.name} bank${clock}`,
  });
}

/** Collisions of SHA-1 can be made at will, so a bank of it says nothing of what was measured. */
function bankCheck({ selection }: Attest): Check {
  const base: CheckBase = {
    id: "tpm.bank",
    group: "format",
    title: "PCRs of a bank with a strong hash",
    source: "SHA-256, SHA-384 or SHA-512",
  };
  const { name } = selection.bank;
  return name === "sha1"
    ? checkOf.fail(base, "TPM_ALGORITHM_REJECTED", { actual: name })
    : checkOf.pass(base, { actual: name });
}

const SCHEME: CheckBase = {
  id: "tpm.signatureScheme",
  group: "signature",
  title: "Signed in the way that the key is made for",
  source: "the attestation key's public area",
};

const SIGNATURE: CheckBase = {
  id: "tpm.signature",
  group: "signature",
  title: "Quote signed by the attestation key",
  source: QUOTE_SOURCE,
};

async function judgeSignature(
  tools: TpmTools,
  { attest, signature }: SignedQuote,
  { key, area }: { readonly key: AttestationKey | null; readonly area: PublicArea | null },
): Promise<readonly Check[]> {
  if (signature === null) {
    const detail = "only the signed structure came, and no signature";
    return [checkOf.fail(SIGNATURE, "TPM_SIGNATURE_INVALID", { detail })];
  }
  if (key === null) return [checkOf.skip(SIGNATURE, "no attestation key is known")];
  const actual = `${signature.scheme} with ${signature.hash.name}`;
  const wanted = area?.scheme;
  const isWanted =
    !wanted || (wanted.scheme === signature.scheme && wanted.hash.id === signature.hash.id);
  const port = portSignature(signature, key.keyAlgorithm);
  const expected = wanted
    ? `${wanted.scheme} with ${wanted.hash.name}`
    : `a scheme for ${key.keyAlgorithm} with SHA-256, SHA-384 or SHA-512`;
  if (!isWanted || port === null) {
    return [
      checkOf.fail(SCHEME, "TPM_ALGORITHM_REJECTED", { expected, actual }),
      checkOf.skip(SIGNATURE, "its scheme is not acceptable"),
    ];
  }
  // Keys are worth remembering; the signature of evidence is verified every time.
  const imported = await rememberingCrypto(tools.crypto, tools.cache).importSpki(
    port.algorithm,
    key.spki,
  );
  const isSigned =
    imported.ok && (await tools.crypto.verify(imported.value, port.signature, attest.bytes));
  return [
    checkOf.pass(SCHEME, { expected, actual }),
    isSigned
      ? checkOf.pass(SIGNATURE, { actual: key.keyAlgorithm })
      : checkOf.fail(SIGNATURE, "TPM_SIGNATURE_INVALID", {
          detail: imported.ok ? null : imported.failure.detail,
        }),
  ];
}

/** Values of registers that are not signed would be believed by whoever reads them: none may be there. */
function selectionCheck({ selection }: Attest, pcrs: PcrBank | null): Check {
  const base: CheckBase = {
    id: "tpm.pcrSelection",
    group: "binding",
    title: "PCR values are those that were quoted",
    source: "the signed PCR selection",
  };
  if (pcrs === null) {
    return checkOf.fail(base, "PCR_SELECTION_MISMATCH", { detail: "no PCR values came along" });
  }
  const values = {
    expected: `${selection.bank.name}: ${selection.pcrs.join(", ")}`,
    actual: `${pcrs.bank.name}: ${[...pcrs.values.keys()].sort((a, b) => a - b).join(", ")}`,
  };
  return isSelection(pcrs, selection)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "PCR_SELECTION_MISMATCH", values);
}

async function digestCheck(
  crypto: CryptoPort,
  { attest, signature, pcrs }: SignedQuote,
): Promise<Check> {
  const base: CheckBase = {
    id: "tpm.pcrDigest",
    group: "binding",
    title: "PCR values hash to what was signed",
    source: QUOTE_SOURCE,
  };
  if (pcrs === null || signature === null) return checkOf.skip(base, "nothing to hash came along");
  const { selection } = attest;
  const digest = await pcrDigest(crypto, pcrs, { selection, hash: signature.hash });
  if (digest === null) return checkOf.skip(base, "a quoted PCR value is missing");
  const values = { expected: toHex(attest.pcrDigest), actual: toHex(digest) };
  return equalBytes(digest, attest.pcrDigest)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "PCR_DIGEST_MISMATCH", values);
}

/** What the TPM says of the key. Where only the key itself is known, whoever vouches for it promises the same. */
export function attributesCheck(area: PublicArea | null): Check {
  const base: CheckBase = {
    id: "ak.attributes",
    group: area === null ? "policy" : "binding",
    title: "The key signs only what its TPM made",
    source: "the attestation key's public area",
  };
  if (area === null) {
    return checkOf.notAsked(base, "only the key itself is known, not what the TPM says of it");
  }
  const problems = attributeProblems(area);
  return problems.length === 0
    ? checkOf.pass(base)
    : checkOf.fail(base, "AK_ATTRIBUTES_INVALID", { detail: problems.join(", ") });
}
