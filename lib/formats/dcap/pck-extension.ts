import {
  derBoolean,
  derChildren,
  derSmallInteger,
  derTags,
  readDer,
  type DerNode,
} from "@/lib/bytes/der";
import { toHex } from "@/lib/bytes/hex";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { Certificate } from "@/lib/x509/certificate";

/** Intel SGX PCK Certificate and CRL Profile Specification, section 1.3.5, "SGX extensions". */
export const SGX_EXTENSION_OID = "1.2.840.113741.1.13.1";

/** Its DER, and a byte for the last arc of each OID under it (X.690 section 8.19). */
const SGX_EXTENSION = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01);
const TCB = Uint8Array.of(...SGX_EXTENSION, 2);
const CONFIGURATION = Uint8Array.of(...SGX_EXTENSION, 7);

/** What the PCK certificate says of the platform. */
export interface PckExtension {
  readonly ppid: Uint8Array;
  /** SGX TCB component SVNs 1 to 16. */
  readonly components: readonly number[];
  readonly pceSvn: number;
  readonly cpuSvn: Uint8Array;
  readonly pceId: string;
  readonly fmspc: string;
  /** 0 standard, 1 scalable, 2 scalable with integrity. */
  readonly sgxType: number;
  readonly platformInstanceId: Uint8Array | null;
  readonly configuration: {
    readonly dynamicPlatform: boolean;
    readonly cachedKeys: boolean;
    readonly smtEnabled: boolean;
  } | null;
}

const SGX_TYPES = ["standard", "scalable", "scalable with integrity"];

export function sgxTypeName(type: number): string {
  return SGX_TYPES[type] ?? `unknown (${type})`;
}

/** Reads the SGX extension of a PCK leaf. Each OID exactly once, nothing unknown, every length exact. */
export function readPckExtension(certificate: Certificate): Result<PckExtension> {
  const bad = (detail: string) => fail("PCK_CHAIN_INVALID", detail, "pck.extension");
  const extension = certificate.extensions.find(({ oid }) => oid === SGX_EXTENSION_OID);
  if (!extension) return bad("the PCK certificate has no SGX extension");
  const members = readPairs(readDer(extension.value), SGX_EXTENSION);
  if (!members) return bad("the SGX extension is not a sequence of pairs, each OID once");

  for (const arc of members.keys()) if (arc < 1 || arc > 7) return bad(`unknown member .${arc}`);
  const ppid = octets(members.get(1), 16);
  const pceId = octets(members.get(3), 2);
  const fmspc = octets(members.get(4), 6);
  const sgxType = enumerated(members.get(5));
  if (!ppid) return bad("PPID is missing or does not have 16 bytes");
  if (!pceId) return bad("PCEID is missing or does not have 2 bytes");
  if (!fmspc) return bad("FMSPC is missing or does not have 6 bytes");
  if (sgxType === null || sgxType > 2) return bad("SGX type is missing or unknown");
  const tcb = readTcb(members.get(2));
  if (!tcb) return bad("TCB does not have 16 component SVNs, PCESVN and CPUSVN");
  const instance = members.get(6);
  const platformInstanceId = instance ? octets(instance, 16) : null;
  if (instance && !platformInstanceId)
    return bad("the platform instance id does not have 16 bytes");
  const configurationNode = members.get(7);
  const configuration = configurationNode ? readConfiguration(configurationNode) : null;
  if (configurationNode && !configuration) return bad("the configuration can't be read");
  return ok({
    ppid,
    ...tcb,
    pceId: toHex(pceId),
    fmspc: toHex(fmspc),
    sgxType,
    platformInstanceId,
    configuration,
  });
}

/** SEQUENCE OF SEQUENCE { OID, value } → value by the last arc of an OID right under `parent`; null when anything is off. */
function readPairs(node: DerNode | null, parent: Uint8Array): ReadonlyMap<number, DerNode> | null {
  const pairs = node ? derChildren(node, derTags.sequence) : null;
  if (!pairs) return null;
  const members = new Map<number, DerNode>();
  for (const pair of pairs) {
    const parts = derChildren(pair, derTags.sequence);
    if (parts?.length !== 2) return null;
    const [oidNode, value] = parts;
    const arc = oidNode ? lastArc(oidNode, parent) : null;
    if (!value || arc === null || members.has(arc)) return null;
    members.set(arc, value);
  }
  return members;
}

/** The arc of one byte that an OID has behind `parent`; null for every other OID. */
function lastArc(node: DerNode, parent: Uint8Array): number | null {
  if (node.tag !== derTags.oid || node.length !== parent.length + 1) return null;
  for (const [index, byte] of parent.entries()) if (node.at(index) !== byte) return null;
  const arc = node.at(parent.length) ?? 0x80;
  return arc < 0x80 ? arc : null;
}

function readTcb(
  node: DerNode | undefined,
): Pick<PckExtension, "components" | "pceSvn" | "cpuSvn"> | null {
  const members = readPairs(node ?? null, TCB);
  if (members?.size !== 18) return null;
  const components: number[] = [];
  for (let index = 1; index <= 16; index++) {
    const svn = smallInteger(members.get(index), 0xff);
    if (svn === null) return null;
    components.push(svn);
  }
  const pceSvn = smallInteger(members.get(17), 0xffff);
  const cpuSvn = octets(members.get(18), 16);
  return pceSvn === null || !cpuSvn ? null : { components, pceSvn, cpuSvn };
}

function readConfiguration(node: DerNode): PckExtension["configuration"] {
  const members = readPairs(node, CONFIGURATION);
  if (!members) return null;
  const flags: boolean[] = [];
  for (const arc of [1, 2, 3]) {
    const member = members.get(arc);
    const flag = member ? derBoolean(member) : null;
    if (flag === null) return null;
    flags.push(flag);
  }
  const [dynamicPlatform, cachedKeys, smtEnabled] = flags;
  if (members.size !== 3 || dynamicPlatform === undefined) return null;
  if (cachedKeys === undefined || smtEnabled === undefined) return null;
  return { dynamicPlatform, cachedKeys, smtEnabled };
}

function octets(node: DerNode | undefined, length: number): Uint8Array | null {
  return node?.tag === derTags.octetString && node.length === length ? node.content : null;
}

function smallInteger(node: DerNode | undefined, max: number): number | null {
  return node ? derSmallInteger(node, max) : null;
}

function enumerated(node: DerNode | undefined): number | null {
  return node?.tag === derTags.enumerated && node.length === 1 ? (node.at(0) ?? null) : null;
}
