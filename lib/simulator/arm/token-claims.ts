import { pattern } from "../byte-writer";
import { cbor, type CborPair } from "../cbor-writer";

export interface MintedComponent {
  readonly type: string;
  readonly measurement: Uint8Array;
  readonly version: string;
  readonly signerId: Uint8Array;
}

/** What a simulated platform and realm say; a test changes one member. */
export interface ArmFacts {
  readonly implementationId: Uint8Array;
  /** 01 and 32 bytes. */
  readonly instanceId: Uint8Array;
  readonly lifecycle: number;
  readonly config: Uint8Array;
  readonly components: readonly MintedComponent[];
  /** 64 bytes for a realm; 32, 48 or 64 for PSA. */
  readonly challenge: Uint8Array;
  readonly rim: Uint8Array;
  readonly rem: readonly Uint8Array[];
  readonly rpv: Uint8Array;
  readonly realmHash: string;
  readonly keyHash: "sha-256" | "sha-384" | "sha-512";
}

const signerId = pattern(0x61, 32);

export const defaultArmFacts: ArmFacts = {
  implementationId: pattern(0x51, 32),
  instanceId: Uint8Array.of(0x01, ...pattern(0x52, 32)),
  lifecycle: 0x3000,
  config: pattern(0x53, 4),
  components: [
    { type: "BL1", measurement: pattern(0x62, 32), version: "2.10.0", signerId },
    { type: "RMM", measurement: pattern(0x63, 32), version: "0.5.0", signerId },
  ],
  challenge: pattern(0x54, 64),
  rim: pattern(0x55, 32),
  rem: [pattern(0x56, 32), new Uint8Array(32), new Uint8Array(32), new Uint8Array(32)],
  rpv: pattern(0x57, 64),
  realmHash: "sha-256",
  keyHash: "sha-256",
};

const SERVICE = "https://veraison.example/challenge-response/v1";

function components(facts: ArmFacts): Uint8Array {
  return cbor.array(
    ...facts.components.map(({ type, measurement, version, signerId: signer }) =>
      cbor.map(
        [1, cbor.text(type)],
        [2, cbor.bytes(measurement)],
        [4, cbor.text(version)],
        [5, cbor.bytes(signer)],
        [6, cbor.text("sha-256")],
      ),
    ),
  );
}

/** draft-ffm-rats-cca-token, platform claims; `challenge` is the digest of the realm's key. */
export function platformPairs(
  facts: ArmFacts,
  given: { readonly profile: string; readonly challenge: Uint8Array },
): readonly CborPair[] {
  return [
    [265, cbor.text(given.profile)],
    [10, cbor.bytes(given.challenge)],
    [2396, cbor.bytes(facts.implementationId)],
    [256, cbor.bytes(facts.instanceId)],
    [2401, cbor.bytes(facts.config)],
    [2395, cbor.integer(facts.lifecycle)],
    [2399, components(facts)],
    [2400, cbor.text(SERVICE)],
    [2402, cbor.text("sha-256")],
  ];
}

/** Realm Management Monitor specification, realm claims; `profile` null for what realms said before it. */
export function realmPairs(
  facts: ArmFacts,
  given: { readonly profile: string | null; readonly publicKey: Uint8Array },
): readonly CborPair[] {
  return [
    ...(given.profile === null ? [] : [[265, cbor.text(given.profile)] as const]),
    [10, cbor.bytes(facts.challenge)],
    [44235, cbor.bytes(facts.rpv)],
    [44236, cbor.text(facts.realmHash)],
    [44237, cbor.bytes(given.publicKey)],
    [44238, cbor.bytes(facts.rim)],
    [44239, cbor.array(...facts.rem.map(cbor.bytes))],
    [44240, cbor.text(facts.keyHash)],
  ];
}

/** RFC 9783, claims of the profile "tag:psacertified.org,2023:psa#tfm". */
export function psaPairs(facts: ArmFacts): readonly CborPair[] {
  return [
    [265, cbor.text("tag:psacertified.org,2023:psa#tfm")],
    [10, cbor.bytes(facts.challenge)],
    [256, cbor.bytes(facts.instanceId)],
    [268, cbor.bytes(pattern(0x58, 32))],
    [2394, cbor.integer(-1)],
    [2395, cbor.integer(facts.lifecycle)],
    [2396, cbor.bytes(facts.implementationId)],
    [2398, cbor.text("1234567890123-12345")],
    [2399, components(facts)],
    [2400, cbor.text(SERVICE)],
  ];
}

/** The same for "PSA_IOT_PROFILE_1" (draft-tschofenig-rats-psa-token-07). */
export function psaProfile1Pairs(facts: ArmFacts): readonly CborPair[] {
  return [
    [-75000, cbor.text("PSA_IOT_PROFILE_1")],
    [-75001, cbor.integer(1)],
    [-75002, cbor.integer(facts.lifecycle)],
    [-75003, cbor.bytes(facts.implementationId)],
    [-75004, cbor.bytes(pattern(0x58, 32))],
    [-75005, cbor.text("1234567890123")],
    facts.components.length === 0 ? [-75007, cbor.integer(1)] : [-75006, components(facts)],
    [-75008, cbor.bytes(facts.challenge)],
    [-75009, cbor.bytes(facts.instanceId)],
    [-75010, cbor.text(SERVICE)],
  ];
}
