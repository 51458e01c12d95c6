import type { UsedEndorsement } from "@/lib/contract/attestations";
import { endorsementsSchema, submoduleRequestSchema } from "@/lib/contract/verification";
import type { Endorsements } from "@/lib/rats/endorsements";
import { fail, ok } from "@/lib/rats/result";
import type { SubmoduleRequest } from "@/lib/rats/verification-request";
import {
  endorsementKey,
  readEndorsementKey,
  type EndorsementItem,
  type EndorsementSource,
} from "@/lib/trust/endorsement-source";
import { endorsementLabel } from "./endorsement-label";
import { OF_PART } from "./used-endorsements";

/** What is kept of an attestation besides its evidence, as text again. */
export interface StoredMaterial {
  /** What belongs to the evidence because no service need hand it out: it came with the request. */
  readonly given: Endorsements;
  /** All that came with the request and counted for the evidence: what belongs to it, and collateral of that day. */
  readonly givenThen: Endorsements;
  /** Everything in the form of a request, to read and to carry away. Of two items of one kind it holds the first. */
  readonly endorsements: Endorsements;
  /** Standard base64. */
  readonly eventLog: string | undefined;
  /** The evidence in the wrapping that it came in, as a request carries it; absent when there was none. */
  readonly wrapped: string | undefined;
  readonly submodules: readonly SubmoduleRequest[];
  readonly items: readonly EndorsementItem[];
  /** Gives out what is kept and did not come with the request, which is for the piece that it came with. */
  readonly source: EndorsementSource;
}

interface StoredText {
  readonly used: UsedEndorsement;
  readonly text: string;
}

/** Null when a body that the attestation stands on is not in the store. */
export function storedMaterial(
  endorsements: readonly UsedEndorsement[],
  bodies: ReadonlyMap<string, Uint8Array>,
): StoredMaterial | null {
  const stored: StoredText[] = [];
  for (const used of endorsements) {
    const body = bodies.get(used.sha256);
    if (body === undefined) return null;
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
    stored.push({ used, text });
  }
  const given: TextOf = (item) => givenText(stored, item);
  const first = (item: string) => stored.find(({ used }) => used.item === item)?.text;
  return {
    given: givenEndorsements(given),
    givenThen: allEndorsements(given),
    endorsements: allEndorsements(first),
    eventLog: first("eventLog"),
    wrapped: first("wrapped"),
    submodules: stored.flatMap(({ used, text }) =>
      used.item === "submodule" ? [submoduleRequestSchema.parse(JSON.parse(text))] : [],
    ),
    items: stored.flatMap((entry) => {
      const request = requestOf(entry.used);
      return request === null ? [] : [{ ...asItem(entry, stored), request }];
    }),
    source: sourceOf(stored),
  };
}

function sourceOf(stored: readonly StoredText[]): EndorsementSource {
  return {
    get(request) {
      const key = endorsementKey(request);
      // Rows from before evidence could be composite name the kind alone: there was one of each.
      const found = stored.find(
        ({ used }) =>
          used.item === request.item &&
          (used.key === undefined || used.key === key) &&
          givenText(stored, used.item) === undefined,
      );
      if (found === undefined) {
        const detail = `${endorsementLabel(request)} was not kept with this attestation`;
        return Promise.resolve(fail("COLLATERAL_UNAVAILABLE", detail, request.item));
      }
      return Promise.resolve(ok({ ...asItem(found, stored), request }));
    },
  };
}

/** Null for issuer chains, for what was given, and for rows without keys. */
function requestOf({ item, key }: UsedEndorsement) {
  const request = key == null ? null : readEndorsementKey(key);
  return request !== null && [request.item, `${OF_PART}${request.item}`].includes(item)
    ? request
    : null;
}

function asItem(
  { used, text }: StoredText,
  stored: readonly StoredText[],
): Omit<EndorsementItem, "request"> {
  const chain = stored.find(
    (other) => other.used.item === `${used.item}IssuerChain` && other.used.key === used.key,
  );
  return {
    body: text,
    issuerChain: chain?.text ?? null,
    // Keys that a caller brought count for less than those that the operator has: judging again must know which.
    origin: used.origin === "request" ? "request" : "stored",
    upstream: used.upstream,
    retrievedAt: used.retrievedAt,
  };
}

type TextOf = (item: string) => string | undefined;

/**
 * A request has one text of each kind. Two came with parts, in rows that don't say with which: then neither counts, and
 * both come from what is stored by key.
 */
function givenText(stored: readonly StoredText[], item: string): string | undefined {
  const texts = stored.flatMap(({ used, text }) =>
    used.item === item && used.origin === "request" ? [text] : [],
  );
  return new Set(texts).size === 1 ? texts[0] : undefined;
}

/** Without collateral, of which there may be newer. */
function givenEndorsements(only: TextOf): Endorsements {
  return endorsementsSchema.parse({
    intel: present({ pckCertChain: only("intel.pckCertChain") }),
    amd: present({
      vcek: only("amd.vcek"),
      vlek: only("amd.vlek"),
      certChain: only("amd.certChain"),
    }),
    ...otherMembers(only),
  });
}

function allEndorsements(first: TextOf): Endorsements {
  return endorsementsSchema.parse({
    intel: present({
      tcbInfo: first("intel.tcbInfo"),
      qeIdentity: first("intel.qeIdentity"),
      tcbInfoIssuerChain: first("intel.tcbInfoIssuerChain"),
      qeIdentityIssuerChain: first("intel.qeIdentityIssuerChain"),
      pckCrl: first("intel.pckCrl"),
      pckCrlIssuerChain: first("intel.pckCrlIssuerChain"),
      rootCaCrl: first("intel.rootCaCrl"),
      pckCertChain: first("intel.pckCertChain"),
    }),
    amd: present({
      vcek: first("amd.vcek"),
      vlek: first("amd.vlek"),
      certChain: first("amd.certChain"),
      crl: first("amd.crl"),
    }),
    jwks: keySet(first("jwks")),
    ...otherMembers(first),
  });
}

function otherMembers(textOf: TextOf): object {
  return {
    tpm: present({
      akCert: textOf("tpm.akCert"),
      akCertChain: textOf("tpm.akCertChain"),
      akPublicKey: textOf("tpm.akPublicKey"),
    }),
    arm: parsed(textOf("arm")),
    vendor: parsed(textOf("vendor")),
  };
}

/** Nothing at all when no member is there. */
function present(values: Readonly<Record<string, string | undefined>>): object | undefined {
  return Object.values(values).some((value) => value !== undefined) ? values : undefined;
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

/** A service may send members besides the keys; a request has none. */
function keySet(text: string | undefined): unknown {
  const set = parsed(text);
  return typeof set === "object" && set !== null && "keys" in set ? { keys: set.keys } : undefined;
}
