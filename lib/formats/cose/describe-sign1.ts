import { readCbor, type CborItem } from "@/lib/bytes/cbor";
import type { CborLimits } from "@/lib/bytes/cbor-scanner";
import type { Field, Inspection } from "@/lib/rats/inspection";
import { describeCbor, type Vocable } from "./describe-cbor";
import { COSE_ALGORITHMS } from "./sign1";

export const COSE_SPECIFICATION = "RFC 9052 (COSE), section 4.2 “Signing with One Signer”";

const algorithmNames = new Map<number, string>(
  Object.entries(COSE_ALGORITHMS).map(([name, value]) => [value, name]),
);

const HEADER_VOCABLE: Vocable = {
  id: "protected",
  name: "Protected header",
  description: "Parameters that the signature covers.",
  members: new Map<number, Vocable>([
    [
      1,
      {
        id: "alg",
        name: "Algorithm",
        description: "Signature algorithm, as a number of the COSE registry.",
        meaning: (item) =>
          item.kind === "integer" ? (algorithmNames.get(item.value) ?? "not supported") : null,
      },
    ],
    [2, { id: "crit", name: "Critical", description: "Labels that a reader must understand." }],
    [3, { id: "contentType", name: "Content type", description: "Media type of the payload." }],
    [4, { id: "kid", name: "Key id", description: "A hint at the key; nothing is trusted by it." }],
  ]),
};

export interface Sign1Description {
  readonly fields: readonly Field[];
  readonly stoppedAt: Inspection["stoppedAt"];
}

interface PayloadDescription {
  readonly vocable: Vocable;
  readonly specification: string;
  readonly limits?: CborLimits;
}

/**
 * A COSE_Sign1 (or COSE_Mac0, which has the same shape) and its payload as fields, as far as they can be read. `base` is where
 * `bytes` begin in the evidence; `prefix` goes before the ids.
 */
export function describeSign1(
  bytes: Uint8Array,
  payload: PayloadDescription,
  { base = 0, prefix = "" }: { readonly base?: number; readonly prefix?: string } = {},
): Sign1Description {
  const read = readCbor(bytes, "COSE_INVALID", { tags: [17, 18], maxDepth: 4, maxItems: 64 });
  if (!read.ok) return { fields: [], stoppedAt: stop(read, base) };
  const message = read.value.kind === "tag" ? read.value.content : read.value;
  if (message.kind !== "array" || message.items.length !== 4) {
    return {
      fields: [],
      stoppedAt: { offset: base, code: "COSE_INVALID", detail: "not an array of four members" },
    };
  }
  const [protectedItem, unprotected, payloadItem, signature] = message.items;
  const fields: Field[] = [];
  let stoppedAt: Inspection["stoppedAt"] = null;
  const nested = (item: CborItem | undefined, inner: PayloadDescription) => {
    if (item?.kind !== "bytes") return;
    const start = base + item.offset + item.length - item.value.length;
    const id = `${prefix}${inner.vocable.id}`;
    const content = readCbor(item.value, "COSE_INVALID", inner.limits);
    if (!content.ok) stoppedAt ??= stop(content, start);
    const { name, description } = inner.vocable;
    fields.push({
      id,
      name,
      offset: base + item.offset,
      length: item.length,
      kind: "structure",
      value: null,
      meaning: `${item.value.length} bytes of CBOR`,
      description,
      specification: inner.specification,
      reserved: false,
      bits: [],
      children: content.ok
        ? describeCbor({
            item: content.value,
            vocable: { ...inner.vocable, id },
            base: start,
            specification: inner.specification,
          }).children
        : [],
    });
  };
  nested(protectedItem, { vocable: HEADER_VOCABLE, specification: COSE_SPECIFICATION });
  const plain = (item: CborItem | undefined, vocable: Vocable) => {
    if (item) {
      const named = { ...vocable, id: `${prefix}${vocable.id}` };
      fields.push(describeCbor({ item, vocable: named, base, specification: COSE_SPECIFICATION }));
    }
  };
  plain(unprotected, {
    ...HEADER_VOCABLE,
    id: "unprotected",
    name: "Unprotected header",
    description: "Parameters that the signature does not cover.",
  });
  nested(payloadItem, payload);
  plain(signature, {
    id: "signature",
    name: "Signature",
    description: "r‖s over the protected header and the payload.",
  });
  return { fields, stoppedAt };
}

function stop(
  {
    failure,
    offset,
  }: { readonly failure: { code: string; detail: string }; readonly offset: number },
  base: number,
): Inspection["stoppedAt"] {
  return { offset: base + offset, code: failure.code, detail: failure.detail };
}
