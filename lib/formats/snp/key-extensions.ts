import { derInteger, derTags, readDer } from "@/lib/bytes/der";
import { latin1 } from "@/lib/bytes/text";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { AmdProduct } from "@/lib/trust/endorsement-source";
import type { Certificate } from "@/lib/x509/certificate";
import { hasTurinLayout, productOfName } from "./product";
import type { TcbVersion } from "./tcb-version";

/** AMD 57230 (VCEK Certificate and KDS Interface Specification), table "VCEK Certificate Custom Extensions". */
const ARC = "1.3.6.1.4.1.3704.1";

/** The extensions of VCEK and VLEK by OID. */
export const KEY_EXTENSIONS = {
  [`${ARC}.1`]: "structVersion",
  [`${ARC}.2`]: "productName",
  [`${ARC}.3.1`]: "blSPL",
  [`${ARC}.3.2`]: "teeSPL",
  [`${ARC}.3.3`]: "snpSPL",
  [`${ARC}.3.4`]: "spl4",
  [`${ARC}.3.5`]: "spl5",
  [`${ARC}.3.6`]: "spl6",
  [`${ARC}.3.7`]: "spl7",
  [`${ARC}.3.8`]: "ucodeSPL",
  [`${ARC}.3.9`]: "fmcSPL",
  [`${ARC}.4`]: "hwID",
  [`${ARC}.5`]: "cspID",
} as const satisfies Readonly<Record<string, string>>;

const SPLS = ["blSPL", "teeSPL", "snpSPL", "ucodeSPL"] as const;
const RESERVED_SPLS = ["spl4", "spl5", "spl6", "spl7"] as const;

/** What a VCEK or VLEK says about itself. */
export interface KeyExtensions {
  readonly structVersion: number;
  /** As it stands: "Milan-B0", "Genoa". */
  readonly productName: string;
  readonly product: AmdProduct;
  /** Patch levels that the key was derived with. */
  readonly tcb: Pick<TcbVersion, "fmc" | "bootloader" | "tee" | "snp" | "microcode">;
  /** 64 bytes, from Turin on 8; null in a VLEK. */
  readonly hwId: Uint8Array | null;
  /** Whom the VLEK was given to; null in a VCEK. */
  readonly cspId: string | null;
}

/** Reads the extensions of a signing key's certificate. Each exactly once, nothing unknown, every value in strict DER. */
export function readKeyExtensions(certificate: Certificate): Result<KeyExtensions> {
  const bad = (detail: string) => fail("VCEK_CHAIN_INVALID", detail, "vek.extensions");
  const values = new Map<string, Uint8Array>();
  for (const { oid, value } of certificate.extensions) {
    if (!oid.startsWith(`${ARC}.`)) continue;
    const name = Object.entries(KEY_EXTENSIONS).find(([known]) => known === oid)?.[1];
    if (name === undefined) return bad(`unknown extension ${oid}`);
    values.set(name, value);
  }
  const number = (name: string) => smallInteger(values.get(name));
  const structVersion = number("structVersion");
  if (structVersion === null) return bad("structVersion is missing or malformed");
  const productName = ia5Text(values.get("productName"));
  const product = productName === null ? null : productOfName(productName);
  if (productName === null) return bad("productName is missing or malformed");
  if (product === null) return bad(`no known product is called “${productName}”`);

  const [bootloader, tee, snp, microcode] = SPLS.map(number);
  if (bootloader == null || tee == null || snp == null || microcode == null) {
    return bad("a patch level is missing or is not a number from 0 to 255");
  }
  for (const name of RESERVED_SPLS) {
    if (values.has(name) && number(name) !== 0) return bad(`${name} is not zero`);
  }
  const isTurin = hasTurinLayout(product);
  const fmc = number("fmcSPL");
  if (isTurin ? fmc === null : values.has("fmcSPL")) {
    return bad(isTurin ? "fmcSPL is missing or malformed" : "fmcSPL does not belong here");
  }
  const identity = readIdentity(values, isTurin ? 8 : 64);
  return typeof identity === "string"
    ? bad(identity)
    : ok({
        structVersion,
        productName,
        product,
        tcb: { fmc, bootloader, tee, snp, microcode },
        ...identity,
      });
}

/** Exactly one of hwID (VCEK) and cspID (VLEK). A text says what is wrong. */
function readIdentity(
  values: ReadonlyMap<string, Uint8Array>,
  hwIdLength: number,
): Pick<KeyExtensions, "hwId" | "cspId"> | string {
  const hwId = values.get("hwID");
  const cspId = values.get("cspID");
  if ((hwId === undefined) === (cspId === undefined)) return "not exactly one of hwID and cspID";
  if (cspId !== undefined) {
    const text = ia5Text(cspId);
    return text === null || text === "" ? "cspID is malformed" : { hwId: null, cspId: text };
  }
  const bytes = hwId === undefined ? null : unwrapped(hwId, hwIdLength);
  return bytes === null ? `hwID does not have ${hwIdLength} bytes` : { hwId: bytes, cspId: null };
}

/** The bytes stand bare in the extension; an OCTET STRING around them is told from that by its length alone. */
function unwrapped(value: Uint8Array, length: number): Uint8Array | null {
  if (value.length === length) return value;
  const node = value.length === length + 2 ? readDer(value) : null;
  return node?.tag === derTags.octetString && node.content.length === length ? node.content : null;
}

function smallInteger(value: Uint8Array | undefined): number | null {
  const node = value ? readDer(value) : null;
  if (node?.tag !== derTags.integer) return null;
  const number = derInteger(node);
  return number !== null && number >= 0n && number <= 255n ? Number(number) : null;
}

function ia5Text(value: Uint8Array | undefined): string | null {
  const node = value ? readDer(value) : null;
  const isText = node?.tag === derTags.ia5String || node?.tag === derTags.utf8String;
  if (!node || !isText || node.content.length > 128) return null;
  const isPrintable = node.content.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isPrintable ? latin1(node.content) : null;
}
