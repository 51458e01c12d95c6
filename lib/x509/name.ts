import { derChildren, derOid, derRaw, derTags, type DerNode } from "@/lib/bytes/der";
import { toHex } from "@/lib/bytes/hex";
import { ascii, latin1, utf8 } from "@/lib/bytes/text";

export interface DistinguishedName {
  /** RFC 4514: the last attribute of the encoding first. For people and logs; compare the DER instead. */
  readonly text: string;
  /** Null when there is none or more than one. */
  readonly commonName: string | null;
}

const shortNames: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.9", "STREET"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["0.9.2342.19200300.100.1.1", "UID"],
]);

/** An RDNSequence (RFC 5280 section 4.1.2.4); null when malformed. */
export function readName(node: DerNode): DistinguishedName | null {
  const rdns = derChildren(node, derTags.sequence);
  if (rdns === null) return null;
  const parts: string[] = [];
  const commonNames: string[] = [];
  for (const rdn of rdns) {
    const attributes = derChildren(rdn, derTags.set);
    if (attributes === null || attributes.length === 0) return null;
    const texts: string[] = [];
    for (const attribute of attributes) {
      const pair = derChildren(attribute, derTags.sequence);
      const [type, value] = pair ?? [];
      if (type === undefined || value === undefined || pair?.length !== 2) return null;
      const oid = derOid(type);
      if (oid === null) return null;
      const text = stringValue(value);
      if (oid === "2.5.4.3") commonNames.push(text ?? "");
      texts.push(
        `${shortNames.get(oid) ?? oid}=${text === null ? hexValue(value) : escaped(text)}`,
      );
    }
    parts.push(texts.join("+"));
  }
  const [first] = commonNames;
  const commonName = commonNames.length === 1 && first !== undefined && first !== "" ? first : null;
  return { text: parts.reverse().join(","), commonName };
}

function stringValue(node: DerNode): string | null {
  switch (node.tag) {
    case derTags.utf8String:
      return utf8(node.content);
    case derTags.printableString:
    case derTags.ia5String:
      return ascii(node.content);
    case derTags.teletexString:
      return latin1(node.content);
    case derTags.bmpString:
      return node.content.length % 2 === 0
        ? new TextDecoder("utf-16be").decode(node.content)
        : null;
    default:
      return null;
  }
}

function hexValue(node: DerNode): string {
  return `#${toHex(derRaw(node))}`;
}

const special = /["+,;<>\\\0]|^[ #]| $/;

/** RFC 4514 section 2.4. */
function escaped(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replace(/["+,;<>\\]/g, (character) => `\\${character}`)
    .replace(/^[ #]/, (character) => `\\${character}`)
    .replace(/ $/, "\\ ")
    .replaceAll("\0", "\\00");
}
