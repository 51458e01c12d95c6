import type { Endorsements, JsonWebKey } from "@/lib/rats/endorsements";
import { toPem } from "@/lib/x509/pem";
import { joinBytes } from "../byte-writer";
import { cbor, writeSign1, type CborPair, type Sign1Parts } from "../cbor-writer";
import { writeCertificate, type CertificateSpec } from "../certificate-writer";
import type { SigningKey } from "../signing-key";
import { createArmPki, platformJwk, platformSpec, type ArmPki } from "./pki";
import {
  defaultArmFacts,
  platformPairs,
  psaPairs,
  psaProfile1Pairs,
  realmPairs,
  type ArmFacts,
} from "./token-claims";

type Pairs = readonly CborPair[];
type Change<T> = (value: T, pki: ArmPki) => T;

/**
 * What to mint. Everything has a good default; every change is made before the thing that it belongs to is signed, unless its
 * name says otherwise, so that a broken token reaches the one check that it is meant for.
 */
export interface MintArmOptions {
  readonly pki?: ArmPki;
  readonly token?: "cca" | "psa";
  /** Before its profiles had names: the old platform profile and a bare realm key; for PSA, the first profile. */
  readonly isLegacy?: boolean;
  readonly facts?: Partial<ArmFacts>;
  /** ES384 when absent. */
  readonly platformAlgorithm?: "ES256" | "ES384";

  readonly platformClaims?: Change<Pairs>;
  readonly realmClaims?: Change<Pairs>;
  readonly platformSign1?: Change<Sign1Parts>;
  readonly realmSign1?: Change<Sign1Parts>;
  /** The realm's attestation key as the claim has it. */
  readonly publicKeyClaim?: (publicKey: Uint8Array) => Uint8Array;
  /** The digest that the platform signs. */
  readonly binding?: (digest: Uint8Array) => Uint8Array;
  readonly collection?: (members: Pairs) => Pairs;
  readonly collectionTag?: number;
  /** The finished bytes. */
  readonly document?: (document: Uint8Array) => Uint8Array;

  /** Without certificates, whoever gives the key vouches for it. */
  readonly withoutChain?: boolean;
  readonly certificate?: Change<CertificateSpec>;
  readonly keys?: (keys: readonly JsonWebKey[], pki: ArmPki) => readonly JsonWebKey[];
}

export interface MintedArm {
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  /** PEM of the simulated root. */
  readonly trustAnchors: readonly string[];
  readonly at: string;
}

export const ARM_MINTED_AT = "2026-06-01T00:00:00Z";

/** Mints a CCA or PSA token, with the key that verifies it. */
export async function mintArm(options: MintArmOptions = {}): Promise<MintedArm> {
  const pki = options.pki ?? (await createArmPki());
  const isPsa = options.token === "psa";
  const facts: ArmFacts = {
    ...defaultArmFacts,
    ...(isPsa ? { challenge: defaultArmFacts.challenge.subarray(0, 32) } : {}),
    ...options.facts,
  };
  const key = options.platformAlgorithm === "ES256" ? pki.keys.platform256 : pki.keys.platform384;
  const document = isPsa
    ? await mintPsa(facts, { options, pki, key })
    : await mintCca(facts, { options, pki, key });
  return {
    evidence: options.document?.(document) ?? document,
    endorsements: { arm: { keys: await mintKeys(facts, { options, pki, key }) } },
    trustAnchors: [toPem(pki.root, "CERTIFICATE")],
    at: ARM_MINTED_AT,
  };
}

interface Minting {
  readonly options: MintArmOptions;
  readonly pki: ArmPki;
  readonly key: SigningKey;
}

function mintPsa(facts: ArmFacts, minting: Minting): Promise<Uint8Array> {
  return platformToken(
    minting.options.isLegacy === true ? psaProfile1Pairs(facts) : psaPairs(facts),
    minting,
  );
}

async function mintCca(facts: ArmFacts, minting: Minting): Promise<Uint8Array> {
  const { options, pki } = minting;
  const isLegacy = options.isLegacy === true;
  const whole = isLegacy
    ? joinBytes([Uint8Array.of(0x04), pki.keys.realm.point])
    : coseKey(pki.keys.realm);
  const publicKey = options.publicKeyClaim?.(whole) ?? whole;
  const digest = await digestOf(facts.keyHash, publicKey);
  const platform = await platformToken(
    platformPairs(facts, {
      profile: isLegacy ? "http://arm.com/CCA-SSD/1.0.0" : "tag:arm.com,2023:cca_platform#1.0.0",
      challenge: options.binding?.(digest) ?? digest,
    }),
    minting,
  );
  const realmClaims = realmPairs(facts, {
    profile: isLegacy ? null : "tag:arm.com,2023:realm#1.0.0",
    publicKey,
  });
  const parts = sign1Parts(options.realmClaims?.(realmClaims, pki) ?? realmClaims, pki.keys.realm);
  const realm = await writeSign1(options.realmSign1?.(parts, pki) ?? parts);
  const members: Pairs = [
    [44234, cbor.bytes(platform)],
    [44241, cbor.bytes(realm)],
  ];
  const collection = cbor.map(...(options.collection?.(members) ?? members));
  return cbor.tag(options.collectionTag ?? 399, collection);
}

function platformToken(claims: Pairs, { options, pki, key }: Minting): Promise<Uint8Array> {
  const parts = sign1Parts(options.platformClaims?.(claims, pki) ?? claims, key);
  return writeSign1(options.platformSign1?.(parts, pki) ?? parts);
}

function sign1Parts(claims: Pairs, key: SigningKey): Sign1Parts {
  return {
    protectedHeader: cbor.map([1, cbor.integer(key.curve === "P-256" ? -7 : -35)]),
    unprotectedHeader: cbor.map(),
    payload: cbor.map(...claims),
    sign: (data) => key.sign(data),
    isTagged: true,
  };
}

/** RFC 9053 section 7.1.1. */
function coseKey({ point }: SigningKey): Uint8Array {
  return cbor.map(
    [1, cbor.integer(2)],
    [-1, cbor.integer(2)],
    [-2, cbor.bytes(point.subarray(0, 48))],
    [-3, cbor.bytes(point.subarray(48))],
  );
}

async function digestOf(name: ArmFacts["keyHash"], data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(
    await globalThis.crypto.subtle.digest(name.toUpperCase(), new Uint8Array(data)),
  );
}

async function mintKeys(
  facts: ArmFacts,
  { options, pki, key }: Minting,
): Promise<readonly JsonWebKey[]> {
  const spec = platformSpec(pki.keys, key);
  const leaf = await writeCertificate(options.certificate?.(spec, pki) ?? spec);
  const { implementationId, instanceId } = facts;
  const chain = options.withoutChain === true ? null : [leaf, pki.root];
  const keys = [platformJwk(key, { implementationId, instanceId, chain })];
  return options.keys?.(keys, pki) ?? keys;
}
