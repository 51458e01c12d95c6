import { cborMember, readCbor, type CborItem } from "@/lib/bytes/cbor";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EvidenceFormat } from "@/lib/rats/attestation-result";
import type { Field, KindInspection } from "@/lib/rats/inspection";
import { describeCbor } from "../cose/describe-cbor";
import { describeSign1, type Sign1Description } from "../cose/describe-sign1";
import {
  CCA_COLLECTION_TAG,
  parseArmToken,
  PLATFORM_MEMBER,
  REALM_MEMBER,
  type ArmToken,
} from "./arm-token";
import {
  CCA_SPECIFICATION,
  PLATFORM_VOCABLE,
  PSA_SPECIFICATION,
  PSA_VOCABLE,
  REALM_VOCABLE,
} from "./vocabulary";

/** How the token was read, for the result's `format`. */
export function armFormat(token: ArmToken): EvidenceFormat {
  const { sign1, claims } = token.platform;
  const common = { token: token.token, profile: claims.profile, algorithm: sign1.algorithm };
  return token.token === "cca"
    ? { ...common, envelope: `tag ${CCA_COLLECTION_TAG}` }
    : { ...common, envelope: "COSE_Sign1" };
}

/** Decodes a token as far as it goes. It carries no certificates. */
export function inspectArmToken(bytes: Uint8Array, _crypto: CryptoPort): Promise<KindInspection> {
  const parsed = parseArmToken(bytes);
  const { fields, stoppedAt } = describe(bytes);
  const failure = parsed.ok ? null : parsed.failure;
  return Promise.resolve({
    evidenceType: "arm-cca-token",
    format: parsed.ok ? armFormat(parsed.value) : {},
    fields,
    stoppedAt: stoppedAt ?? (failure && { offset: 0, code: failure.code, detail: failure.detail }),
    certificates: [],
    eventLogs: [],
  });
}

const PARTS = [
  {
    member: PLATFORM_MEMBER,
    id: "platform",
    name: "Platform token",
    description: "COSE_Sign1 of the platform's root of trust.",
    vocable: PLATFORM_VOCABLE,
  },
  {
    member: REALM_MEMBER,
    id: "realm",
    name: "Realm token",
    description: "COSE_Sign1 of the realm management monitor, by the realm's attestation key.",
    vocable: REALM_VOCABLE,
  },
] as const;

function describe(bytes: Uint8Array): Sign1Description {
  const read = readCbor(bytes, "COSE_INVALID", {
    tags: [17, 18, CCA_COLLECTION_TAG, 907],
    maxDepth: 4,
    maxItems: 64,
  });
  if (!read.ok) {
    const { code, detail } = read.failure;
    return { fields: [], stoppedAt: { offset: read.offset, code, detail } };
  }
  if (read.value.kind !== "tag" || read.value.tag !== CCA_COLLECTION_TAG) {
    return describeSign1(bytes, { vocable: PSA_VOCABLE, specification: PSA_SPECIFICATION });
  }
  const { content } = read.value;
  const parts = PARTS.map((part) => describePart(part, cborMember(content, part.member)));
  return {
    fields: parts.flatMap(({ fields }) => fields),
    stoppedAt: parts.find(({ stoppedAt }) => stoppedAt !== null)?.stoppedAt ?? null,
  };
}

function describePart(part: (typeof PARTS)[number], item: CborItem | undefined): Sign1Description {
  if (item?.kind !== "bytes") return { fields: [], stoppedAt: null };
  const inner = describeSign1(
    item.value,
    { vocable: part.vocable, specification: CCA_SPECIFICATION },
    { base: item.offset + item.length - item.value.length, prefix: `${part.id}.` },
  );
  const { id, name, description } = part;
  const whole = describeCbor({
    item,
    vocable: { id, name, description },
    base: 0,
    specification: CCA_SPECIFICATION,
  });
  const field: Field = {
    ...whole,
    kind: "structure",
    value: null,
    meaning: `${item.value.length} bytes`,
    children: inner.fields,
  };
  return { fields: [field], stoppedAt: inner.stoppedAt };
}
