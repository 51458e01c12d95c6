import type { UsedEndorsement } from "@/lib/contract/attestations";
import type { Detection } from "@/lib/rats/attestation-result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Content } from "@/lib/store/attestation-record";
import { givenItem } from "@/lib/verify/gather-endorsements";
import { endorsementKey, type EndorsementItem } from "@/lib/trust/endorsement-source";
import type { ContentOf } from "./content-of";
import { endorsementLabel } from "./endorsement-label";

/** What a verdict stands on, as the row names it, and the bodies. */
export interface UsedMaterial {
  readonly endorsements: readonly UsedEndorsement[];
  readonly contents: readonly Content[];
}

type Source = Pick<UsedEndorsement, "origin" | "upstream" | "retrievedAt">;

const fromRequest: Source = { origin: "request", upstream: null, retrievedAt: null };

/**
 * Members of a request that no service hands out: they vouch for one machine or one vendor, and belong to the evidence
 * like the evidence itself. Text is kept as it came, everything else as JSON.
 */
export const GIVEN_MEMBERS = [
  { item: "intel.pckCertChain", label: "PCK certificate chain" },
  { item: "amd.vlek", label: "VLEK certificate" },
  { item: "tpm.akCert", label: "Attestation key certificate" },
  { item: "tpm.akCertChain", label: "Attestation key certificate chain" },
  { item: "tpm.akPublicKey", label: "Attestation key" },
  { item: "arm", label: "Keys of Arm platforms" },
  { item: "vendor", label: "Registered vendor" },
] as const;

/** Begins the names of items that a part brought for itself: kept to be read, and given back by the part alone. */
export const OF_PART = "submodule:";

function isOfPart(item: EndorsementItem, { endorsements, submodules }: VerificationRequest) {
  const isPossible = item.origin === "request" && submodules !== undefined;
  return isPossible && givenItem(item.request, endorsements ?? {})?.body !== item.body;
}

/** Endorsements that were looked at, their issuer chains, and what came with the request and has no other place. */
export function usedMaterial({
  request,
  detection,
  items,
  contentOf,
}: {
  readonly request: VerificationRequest;
  readonly detection: Detection;
  readonly items: readonly EndorsementItem[];
  readonly contentOf: ContentOf;
}): UsedMaterial {
  const endorsements: UsedEndorsement[] = [];
  const contents: Content[] = [];
  const add = (
    named: Pick<UsedEndorsement, "item" | "key" | "label">,
    { text, source }: { text: string; source: Source },
  ) => {
    const content = contentOf(text);
    contents.push(content);
    endorsements.push({
      ...named,
      sha256: content.sha256,
      size: content.body.length,
      origin: source.origin,
      upstream: source.upstream,
      retrievedAt: source.retrievedAt,
    });
  };

  for (const item of items) {
    const label = endorsementLabel(item.request);
    const key = endorsementKey(item.request);
    const name = `${isOfPart(item, request) ? OF_PART : ""}${item.request.item}`;
    add({ item: name, key, label }, { text: item.body, source: item });
    if (item.issuerChain !== null && item.request.item !== "intel.rootCaCrl") {
      add(
        { item: `${name}IssuerChain`, key, label: `${label}: issuer chain` },
        { text: item.issuerChain, source: item },
      );
    }
  }
  for (const { item, label } of GIVEN_MEMBERS) {
    const text = givenText(request, item);
    if (text !== undefined) add({ item, key: null, label }, { text, source: fromRequest });
  }
  if (request.eventLog !== undefined) {
    add(
      { item: "eventLog", key: null, label: "Event log" },
      { text: request.eventLog, source: fromRequest },
    );
  }
  // A wrapping may hold more than the evidence: its log, its certificates. Judging again begins with what was given.
  if (detection.wrappings.length > 0) {
    add(
      { item: "wrapped", key: null, label: `As given: ${detection.wrappings.join(", ")}` },
      { text: request.evidence, source: fromRequest },
    );
  }
  for (const part of request.submodules ?? []) {
    add(
      { item: "submodule", key: part.name, label: `Part ${part.name}, as given` },
      { text: JSON.stringify(part), source: fromRequest },
    );
  }
  return { endorsements, contents };
}

type GivenMember = (typeof GIVEN_MEMBERS)[number]["item"];

function givenText({ endorsements }: VerificationRequest, member: GivenMember): string | undefined {
  switch (member) {
    case "intel.pckCertChain":
      return endorsements?.intel?.pckCertChain;
    case "amd.vlek":
      return endorsements?.amd?.vlek;
    case "tpm.akCert":
      return endorsements?.tpm?.akCert;
    case "tpm.akCertChain":
      return endorsements?.tpm?.akCertChain;
    case "tpm.akPublicKey":
      return endorsements?.tpm?.akPublicKey;
    case "arm":
      return endorsements?.arm && JSON.stringify(endorsements.arm);
    case "vendor":
      return endorsements?.vendor && JSON.stringify(endorsements.vendor);
  }
}
