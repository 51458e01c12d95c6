import { toHex } from "@/lib/bytes/hex";
import { EVIDENCE_SCHEMES } from "@/lib/evidence/registry";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import { fail, ok, type Result } from "@/lib/rats/result";
import { jsonLayers } from "./json-layers";
import { binaryLayers } from "./binary-layers";
import type { Layer } from "./layer";
import { textLayers } from "./text-layers";

/** Evidence out of what it was wrapped in. */
export interface UnwrappedEvidence {
  readonly evidence: Uint8Array;
  /** Outermost first, for people: `base64`, `json: trustee`. Empty for raw evidence. */
  readonly wrappings: readonly string[];
  /** The kind that the bytes are; null when they are none that is known, which only an explicit type gets past. */
  readonly evidenceType: EvidenceType | null;
  /** The log that stood beside the evidence in the same JSON; null when there was none. */
  readonly eventLog: Uint8Array | null;
  /** Certificates that stood beside it. Like all endorsements they vouch only under a pinned root. */
  readonly endorsements: Endorsements;
}

interface Found extends UnwrappedEvidence {
  readonly evidenceType: EvidenceType;
  readonly kindName: string;
}

/** Wrappings inside each other: base64 in JSON in JSON is three. */
const MAX_DEPTH = 5;
/** What may be looked at inside of the outermost bytes: bounds for what hostile JSON can cause. */
const MAX_LAYERS = 24;
const MAX_INNER_BYTES = 3 * 1024 * 1024;

/**
 * Takes evidence out of hex, base64, PEM armour, dstack's envelope and the JSON that common tools write, until a kind is
 * recognised. Every way is tried: when two lead to different evidence, nothing is guessed. With `evidenceType` only that
 * kind counts, and bytes that are not recognised as it come back as far as their text encoding could be taken off.
 */
export function unwrapEvidence(
  bytes: Uint8Array,
  evidenceType?: EvidenceType,
): Result<UnwrappedEvidence> {
  const schemes = EVIDENCE_SCHEMES.filter(
    (scheme) => evidenceType === undefined || scheme.evidenceType === evidenceType,
  );
  const search = new Search(schemes);
  const root: Layer = { label: "", bytes, eventLog: null, endorsements: {} };
  search.visit(root, []);
  const [first, ...others] = search.found;
  if (first === undefined) {
    if (evidenceType !== undefined) return ok(plainly(bytes));
    return fail("EVIDENCE_UNRECOGNISED", `${bytes.length} bytes; tried ${search.tried()}`);
  }
  const rival = others.find(
    (other) =>
      other.evidenceType !== first.evidenceType || toHex(other.evidence) !== toHex(first.evidence),
  );
  if (rival !== undefined) {
    const ways = [first, rival].map(({ kindName, wrappings }) =>
      wrappings.length === 0 ? kindName : `${kindName} (${wrappings.join(", ")})`,
    );
    const detail = `this can be read as ${ways.join(" and as ")}; send one of them, or name the type`;
    return fail("EVIDENCE_UNRECOGNISED", detail);
  }
  const { evidence, wrappings, eventLog, endorsements } = first;
  return ok({ evidence, wrappings, evidenceType: first.evidenceType, eventLog, endorsements });
}

/** All ways through the layers to something that a scheme recognises. */
class Search {
  readonly #schemes: readonly EvidenceScheme[];
  readonly #tried = new Set<string>();
  #layers = 0;
  #innerBytes = 0;
  readonly found: Found[] = [];

  constructor(schemes: readonly EvidenceScheme[]) {
    this.#schemes = schemes;
  }

  visit(layer: Layer, wrappings: readonly string[]): void {
    const { bytes, eventLog, endorsements } = layer;
    if (wrappings.length > 0) this.#innerBytes += bytes.length;
    if (++this.#layers > MAX_LAYERS || this.#innerBytes > MAX_INNER_BYTES) return;
    if (wrappings.length > MAX_DEPTH) return;
    const kinds = this.#schemes.filter((scheme) => scheme.recognises(bytes));
    for (const { evidenceType, kindName } of kinds) {
      const evidence = bytes;
      this.found.push({ evidence, wrappings, evidenceType, kindName, eventLog, endorsements });
    }
    if (kinds.length > 0) return;
    for (const inner of [...binaryLayers(bytes), ...textLayers(bytes), ...jsonLayers(bytes)]) {
      this.#tried.add(inner.label);
      const beside: Layer = {
        ...inner,
        eventLog: inner.eventLog ?? eventLog,
        endorsements: { ...endorsements, ...inner.endorsements },
      };
      this.visit(beside, [...wrappings, inner.label]);
    }
  }

  tried(): string {
    return ["raw bytes", ...this.#tried].slice(0, 12).join(", ");
  }
}

/** Bytes of a kind that the caller named, out of hex or base64 when they are all that. */
function plainly(bytes: Uint8Array): UnwrappedEvidence {
  const layers = textLayers(bytes);
  const layer = layers.find(({ label }) => label === "hex") ?? layers[0];
  return {
    evidence: layer?.bytes ?? bytes,
    wrappings: layer === undefined ? [] : [layer.label],
    evidenceType: null,
    eventLog: null,
    endorsements: {},
  };
}
