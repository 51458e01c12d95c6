import type { UsedEndorsement } from "@/lib/contract/attestations";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
import { fail, ok } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Content } from "@/lib/store/attestation-record";
import {
  type EndorsementItem,
  type EndorsementRequest,
  type EndorsementSource,
} from "@/lib/trust/endorsement-source";
import type { ContentOf } from "./content-of";

/** What a verdict stands on, as the row names it, and the bodies. */
export interface UsedMaterial {
  readonly endorsements: readonly UsedEndorsement[];
  readonly contents: readonly Content[];
}

type Source = Pick<UsedEndorsement, "origin" | "upstream" | "retrievedAt">;

const fromRequest: Source = { origin: "request", upstream: null, retrievedAt: null };

/** Endorsements that were looked at, their issuer chains, and what came with the request and has no other place. */
export function usedMaterial({
  request,
  items,
  contentOf,
}: {
  readonly request: VerificationRequest;
  readonly items: readonly EndorsementItem[];
  readonly contentOf: ContentOf;
}): UsedMaterial {
  const endorsements: UsedEndorsement[] = [];
  const contents: Content[] = [];
  const add = (
    item: string,
    { label, text, source }: { label: string; text: string; source: Source },
  ) => {
    const content = contentOf(text);
    contents.push(content);
    endorsements.push({
      item,
      label,
      sha256: content.sha256,
      size: content.body.length,
      origin: source.origin,
      upstream: source.upstream,
      retrievedAt: source.retrievedAt,
    });
  };

  for (const item of items) {
    const label = endorsementLabel(item.request);
    add(item.request.item, { label, text: item.body, source: item });
    if (item.issuerChain !== null && item.request.item !== "intel.rootCaCrl") {
      const chainLabel = `${label}: issuer chain`;
      add(`${item.request.item}IssuerChain`, {
        label: chainLabel,
        text: item.issuerChain,
        source: item,
      });
    }
  }
  const pckCertChain = request.endorsements?.intel?.pckCertChain;
  if (pckCertChain !== undefined) {
    const label = "PCK certificate chain";
    add("intel.pckCertChain", { label, text: pckCertChain, source: fromRequest });
  }
  if (request.eventLog !== undefined) {
    add("eventLog", { label: "Event log", text: request.eventLog, source: fromRequest });
  }
  return { endorsements, contents };
}

/** What is kept of an attestation besides its evidence, as text again. */
export interface StoredMaterial {
  readonly intel: IntelEndorsements;
  readonly eventLog: string | undefined;
  /** Gives out what is kept and nothing else. */
  readonly source: EndorsementSource;
}

/** Null when a body that the attestation stands on is not in the store. */
export function storedMaterial(
  endorsements: readonly UsedEndorsement[],
  bodies: ReadonlyMap<string, Uint8Array>,
): StoredMaterial | null {
  const texts = new Map<string, string>();
  for (const used of endorsements) {
    const body = bodies.get(used.sha256);
    if (body === undefined) return null;
    texts.set(
      used.item,
      Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"),
    );
  }
  const source: EndorsementSource = {
    get(request) {
      const body = texts.get(request.item);
      const used = endorsements.find((candidate) => candidate.item === request.item);
      if (body === undefined || used === undefined) {
        const detail = `${endorsementLabel(request)} was not kept with this attestation`;
        return Promise.resolve(fail("COLLATERAL_UNAVAILABLE", detail, request.item));
      }
      return Promise.resolve(
        ok({
          request,
          body,
          issuerChain: texts.get(`${request.item}IssuerChain`) ?? null,
          origin: "stored",
          upstream: used.upstream,
          retrievedAt: used.retrievedAt,
        }),
      );
    },
  };
  return { intel: intelEndorsements(texts), eventLog: texts.get("eventLog"), source };
}

function intelEndorsements(texts: ReadonlyMap<string, string>): IntelEndorsements {
  return {
    tcbInfo: texts.get("intel.tcbInfo"),
    qeIdentity: texts.get("intel.qeIdentity"),
    tcbInfoIssuerChain: texts.get("intel.tcbInfoIssuerChain"),
    qeIdentityIssuerChain: texts.get("intel.qeIdentityIssuerChain"),
    pckCrl: texts.get("intel.pckCrl"),
    pckCrlIssuerChain: texts.get("intel.pckCrlIssuerChain"),
    rootCaCrl: texts.get("intel.rootCaCrl"),
    pckCertChain: texts.get("intel.pckCertChain"),
  };
}

/** For people: `TCB info, TDX, FMSPC b0c06f000000`. */
export function endorsementLabel(request: EndorsementRequest): string {
  switch (request.item) {
    case "intel.tcbInfo":
      return `TCB info, ${request.tee.toUpperCase()}, FMSPC ${request.fmspc}`;
    case "intel.qeIdentity":
      return `QE identity, ${request.tee.toUpperCase()}`;
    case "intel.pckCrl":
      return `PCK CRL, ${request.ca} CA`;
    case "intel.rootCaCrl":
      return "Root CA CRL";
  }
}
