import type { CborItem, CborKey } from "@/lib/bytes/cbor";
import type { Vocable } from "../cose/describe-cbor";
import { lifecycleState } from "./lifecycle";
import {
  NO_MEASUREMENTS_CLAIM,
  PROFILE_CLAIM,
  PROFILE_CLAIM_1,
  PSA_CLAIM_NAMES,
  PSA_KEYS,
} from "./psa-claims";

export const CCA_SPECIFICATION = "draft-ffm-rats-cca-token-00, section 4";
export const PSA_SPECIFICATION = "RFC 9783 (PSA attestation token), section 4";

const PROFILE: Vocable = {
  id: "profile",
  name: "Profile",
  description: "Which rules the claims follow.",
};
const LIFECYCLE: Vocable = {
  id: "lifecycle",
  name: "Security lifecycle",
  description: "State of the platform's root of trust; only “secured” protects anything.",
  meaning: (item) =>
    item.kind === "integer" ? (lifecycleState(item.value) ?? "a value without a meaning") : null,
};
const IMPLEMENTATION_ID: Vocable = {
  id: "implementationId",
  name: "Implementation id",
  description: "Names the make of the immutable root of trust, and with it who signs.",
};
const INSTANCE_ID: Vocable = {
  id: "instanceId",
  name: "Instance id",
  description: "Names this very device, by the digest of its attestation key.",
};
const VERIFICATION_SERVICE: Vocable = {
  id: "verificationService",
  name: "Verification service",
  description: "Where the maker would verify this token; a hint that is never followed.",
};
const COMPONENT_MEMBERS: ReadonlyMap<CborKey, Vocable> = new Map([
  [1, { id: "type", name: "Type", description: "What the component is, in the maker's words." }],
  [2, { id: "measurement", name: "Measurement", description: "Digest of the component's code." }],
  [4, { id: "version", name: "Version", description: "Version that the maker gave it." }],
  [5, { id: "signerId", name: "Signer id", description: "Digest of the key that signed it." }],
  [
    6,
    { id: "hashAlgorithm", name: "Hash algorithm", description: "Algorithm of the measurement." },
  ],
]);
const COMPONENTS: Vocable = {
  id: "softwareComponents",
  name: "Software components",
  description: "Measured firmware of the platform, in the order of its boot.",
  each: (index) => ({
    id: `${index}`,
    name: `Component ${index}`,
    description: "A measured piece of firmware.",
    members: COMPONENT_MEMBERS,
    meaning: componentMeaning,
  }),
};

function componentMeaning(item: CborItem): string | null {
  if (item.kind !== "map") return null;
  const texts = [1, 4].map((key) => item.entries.get(key)?.value);
  const words = texts.flatMap((text) => (text?.kind === "text" ? [text.value] : []));
  return words.length === 0 ? null : words.join(" ");
}

export const PLATFORM_VOCABLE: Vocable = {
  id: "claims",
  name: "Platform claims",
  description: "What the platform's root of trust says of itself.",
  members: new Map<CborKey, Vocable>([
    [265, PROFILE],
    [
      10,
      {
        id: "challenge",
        name: "Challenge",
        description: "Digest of the realm's attestation key: the binding of the two tokens.",
      },
    ],
    [2396, IMPLEMENTATION_ID],
    [256, INSTANCE_ID],
    [
      2401,
      { id: "config", name: "Platform configuration", description: "Settings of the platform." },
    ],
    [2395, LIFECYCLE],
    [2399, COMPONENTS],
    [2400, VERIFICATION_SERVICE],
    [
      2402,
      { id: "hashAlgorithm", name: "Hash algorithm", description: "Algorithm of measurements." },
    ],
  ]),
};

export const REALM_VOCABLE: Vocable = {
  id: "claims",
  name: "Realm claims",
  description: "What the realm management monitor says of the realm.",
  members: new Map<CborKey, Vocable>([
    [265, PROFILE],
    [
      10,
      {
        id: "challenge",
        name: "Challenge",
        description: "64 bytes of the relying party's choice, which prove that the token is fresh.",
      },
    ],
    [
      44235,
      {
        id: "personalizationValue",
        name: "Personalization value",
        description: "64 bytes that whoever made the realm gave it.",
      },
    ],
    [
      44236,
      { id: "hashAlgorithm", name: "Hash algorithm", description: "Algorithm of measurements." },
    ],
    [
      44237,
      {
        id: "publicKey",
        name: "Realm attestation key",
        description: "The public key that signs the realm token; the platform vouches for it.",
      },
    ],
    [
      44238,
      {
        id: "initialMeasurement",
        name: "Initial measurement (RIM)",
        description: "Digest of the realm's contents and parameters when it was activated.",
      },
    ],
    [
      44239,
      {
        id: "extensibleMeasurements",
        name: "Extensible measurements (REM)",
        description: "Four registers that the realm extends at run time.",
        each: (index) => ({
          id: `${index}`,
          name: `REM ${index}`,
          description: "A register that the realm extends at run time.",
        }),
      },
    ],
    [
      44240,
      {
        id: "publicKeyHashAlgorithm",
        name: "Key hash algorithm",
        description: "Algorithm of the digest in the platform token's challenge.",
      },
    ],
  ]),
};

const psaNames = {
  nonce: {
    id: "nonce",
    name: "Nonce",
    description: "The relying party's challenge, which proves that the token is fresh.",
  },
  instanceId: INSTANCE_ID,
  bootSeed: {
    id: "bootSeed",
    name: "Boot seed",
    description: "Random number of this boot; it is the same in all tokens until the next one.",
  },
  clientId: {
    id: "clientId",
    name: "Client id",
    description: "Who asked for the token; a negative number is a caller in the non-secure world.",
    meaning: (item: CborItem) =>
      item.kind === "integer" ? (item.value < 0 ? "non-secure caller" : "secure caller") : null,
  },
  lifecycle: LIFECYCLE,
  implementationId: IMPLEMENTATION_ID,
  certificationReference: {
    id: "certificationReference",
    name: "Certification reference",
    description: "Number of the PSA certificate of this make of chip.",
  },
  softwareComponents: COMPONENTS,
  verificationService: VERIFICATION_SERVICE,
} as const satisfies Record<(typeof PSA_CLAIM_NAMES)[number], Vocable>;

export const PSA_VOCABLE: Vocable = {
  id: "claims",
  name: "PSA claims",
  description: "What the platform's root of trust says of itself.",
  members: new Map<CborKey, Vocable>([
    [PROFILE_CLAIM, PROFILE],
    [PROFILE_CLAIM_1, PROFILE],
    [
      NO_MEASUREMENTS_CLAIM,
      {
        id: "noSoftwareMeasurements",
        name: "No software measurements",
        description: "Says that this platform measures no firmware.",
      },
    ],
    ...[PSA_KEYS.rfc9783, PSA_KEYS.profile1].flatMap((keys) =>
      PSA_CLAIM_NAMES.map((name): [CborKey, Vocable] => [keys[name], psaNames[name]]),
    ),
  ]),
};
