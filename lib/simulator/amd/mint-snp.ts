import { toBase64 } from "@/lib/bytes/base64";
import type { AmdEndorsements, Endorsements } from "@/lib/rats/endorsements";
import type { AmdProduct, AmdSigner } from "@/lib/trust/endorsement-source";
import { toPem } from "@/lib/x509/pem";
import { joinBytes, pattern } from "../byte-writer";
import {
  TABLE_GUIDS,
  writeCertificateTable,
  type TableEntrySpec,
} from "./certificate-table-writer";
import {
  keyExtensions,
  keySpec,
  type ChipIdentity,
  type ChipTcb,
  type KeyExtension,
} from "./key-certificate";
import {
  arkSpec,
  askSpec,
  createAmdPki,
  crlSpec,
  writeAmdCertificate,
  writeAmdCrl,
  type AmdCertificateSpec,
  type AmdCrlSpec,
  type AmdPki,
} from "./pki";
import { writeSignature, writeSignedPart, type SnpReportFields } from "./report-writer";

type Change<T> = (value: T, pki: AmdPki) => T;

/**
 * What to mint. Everything has a good default: a version 3 report of a Milan guest, signed by its VCEK. Every change is
 * made before the thing that it belongs to is signed, unless its name says otherwise, so that a broken report reaches
 * the one check that it is meant for.
 */
export interface MintSnpOptions {
  readonly pki?: AmdPki;
  /** ISO 8601, UTC: the middle of the list's validity, and inside that of the chip's key. */
  readonly at?: string;
  readonly product?: AmdProduct;
  readonly signer?: AmdSigner;
  readonly report?: Partial<SnpReportFields>;
  /** The 672 bytes before they are signed. */
  readonly signedPart?: (bytes: Uint8Array) => Uint8Array;
  /** r‖s, big-endian, 48 bytes each. */
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
  /** The finished field of 512 bytes. */
  readonly signatureField?: (field: Uint8Array) => Uint8Array;
  /** Signs the report with a stranger's key. */
  readonly byStranger?: boolean;
  /** What the certificate is issued for; follows the report by default. */
  readonly chip?: Partial<ChipIdentity>;
  readonly keyExtensions?: (extensions: readonly KeyExtension[]) => readonly KeyExtension[];
  readonly certificates?: {
    readonly ark?: Change<AmdCertificateSpec>;
    readonly ask?: Change<AmdCertificateSpec>;
    readonly key?: Change<AmdCertificateSpec>;
  };
  /** DER of ASK or ASVK and ARK, as they go into the chain. */
  readonly chain?: (ders: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly crl?: Change<AmdCrlSpec>;
  /** Puts the certificates behind the report and not into the endorsements; a function changes the entries. */
  readonly extended?: boolean | ((entries: readonly TableEntrySpec[]) => readonly TableEntrySpec[]);
  /** The finished table. */
  readonly tableBytes?: (table: Uint8Array) => Uint8Array;
}

export interface MintedSnp {
  /** The report, with its certificate table when it is an extended one. */
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements & { readonly amd: AmdEndorsements };
  /** PEM of the simulated ARK: what a verification has to be given in place of the built-in roots. */
  readonly trustAnchors: readonly string[];
  readonly at: string;
  readonly certificates: {
    readonly ark: Uint8Array;
    readonly ask: Uint8Array;
    readonly key: Uint8Array;
  };
}

export const SNP_MINTED_AT = "2026-06-01T00:00:00Z";
const DAY_MS = 24 * 3600 * 1000;

export const defaultTcb: ChipTcb = { fmc: 3, bootloader: 4, tee: 1, snp: 24, microcode: 219 };

const CPUS = {
  Milan: { cpuFamily: 0x19, cpuModel: 0x01, cpuStepping: 1 },
  Genoa: { cpuFamily: 0x19, cpuModel: 0x11, cpuStepping: 1 },
  Turin: { cpuFamily: 0x1a, cpuModel: 0x02, cpuStepping: 1 },
} as const satisfies Record<AmdProduct, object>;

const firmware = { build: 29, minor: 55, major: 1 };

/** SMT allowed, and bit 17, which is always one. */
export const DEFAULT_GUEST_POLICY = 0x30000n;

/** A report in which every field has bytes of its own, so that one read at a wrong offset shows. */
export function defaultReport(product: AmdProduct, signer: AmdSigner): SnpReportFields {
  const chipId = new Uint8Array(64);
  // A VLEK speaks for no chip, so clouds that use it mask the id.
  if (signer === "vcek") chipId.set(pattern(20, product === "Turin" ? 8 : 64));
  return {
    version: 3,
    guestSvn: 2,
    policy: DEFAULT_GUEST_POLICY,
    familyId: pattern(10, 16),
    imageId: pattern(11, 16),
    vmpl: 0,
    signatureAlgorithm: 1,
    platformInfo: 0x25n,
    keyInfo: signer === "vcek" ? 0 : 0b110,
    reserved1: new Uint8Array(4),
    reportData: pattern(12, 64),
    measurement: pattern(13, 48),
    hostData: pattern(14, 32),
    idKeyDigest: pattern(15, 48),
    authorKeyDigest: new Uint8Array(48),
    reportId: pattern(16, 32),
    reportIdMa: new Uint8Array(32).fill(0xff),
    ...CPUS[product],
    chipId,
    currentTcb: defaultTcb,
    reportedTcb: defaultTcb,
    committedTcb: defaultTcb,
    launchTcb: defaultTcb,
    current: firmware,
    committed: firmware,
    launchMitigations: 0x0bn,
    currentMitigations: 0x0bn,
  };
}

/** Mints a report with everything that it takes to judge it, under a root of our own. */
export async function mintSnp(options: MintSnpOptions = {}): Promise<MintedSnp> {
  const pki = options.pki ?? (await createAmdPki());
  const product = options.product ?? "Milan";
  const signer = options.signer ?? "vcek";
  const at = options.at ?? SNP_MINTED_AT;
  const fields = { ...defaultReport(product, signer), ...options.report };
  const certificates = await mintCertificates({ pki, product, signer, at, fields, options });
  const report = await mintReport({ pki, product, fields, options });
  const chain = options.chain ?? ((ders) => ders);
  const issuers = chain([certificates.ask, certificates.ark]);
  const list = crlSpec(pki, product, {
    thisUpdate: shifted(at, -30 * DAY_MS),
    nextUpdate: shifted(at, 300 * DAY_MS),
  });
  const crl = await writeAmdCrl(options.crl?.(list, pki) ?? list);
  const isExtended = options.extended !== undefined && options.extended !== false;
  return {
    evidence: isExtended
      ? joinBytes([report, writeTable({ certificates, signer, options })])
      : report,
    endorsements: {
      amd: {
        crl: toBase64(crl),
        ...(isExtended
          ? {}
          : {
              [signer]: toBase64(certificates.key),
              certChain: issuers.map((der) => toPem(der, "CERTIFICATE")).join(""),
            }),
      },
    },
    trustAnchors: [toPem(certificates.ark, "CERTIFICATE")],
    at,
    certificates,
  };
}

async function mintReport(inputs: {
  readonly pki: AmdPki;
  readonly product: AmdProduct;
  readonly fields: SnpReportFields;
  readonly options: MintSnpOptions;
}): Promise<Uint8Array> {
  const { pki, product, fields, options } = inputs;
  const written = writeSignedPart(fields, product);
  const signedPart = options.signedPart?.(written) ?? written;
  const key = options.byStranger === true ? pki.keys.stranger : pki.keys.chip;
  const signature = await key.sign(signedPart, "SHA-384");
  const field = writeSignature(options.changeSignature?.(signature) ?? signature);
  return joinBytes([signedPart, options.signatureField?.(field) ?? field]);
}

async function mintCertificates(inputs: {
  readonly pki: AmdPki;
  readonly product: AmdProduct;
  readonly signer: AmdSigner;
  readonly at: string;
  readonly fields: SnpReportFields;
  readonly options: MintSnpOptions;
}): Promise<MintedSnp["certificates"]> {
  const { pki, product, signer, at, fields, options } = inputs;
  const { ark, ask, key } = options.certificates ?? {};
  const chip: ChipIdentity = {
    product,
    signer,
    productName: signer === "vcek" && product === "Milan" ? "Milan-B0" : product,
    tcb: fields.reportedTcb,
    hwId: fields.chipId.subarray(0, product === "Turin" ? 8 : 64),
    cspId: "CN=cloud.example",
    ...options.chip,
  };
  const extensions = keyExtensions(chip);
  const keyCertificate = await keySpec(pki, chip, {
    notBefore: shifted(at, -100 * DAY_MS),
    notAfter: shifted(at, 265 * DAY_MS),
    extensions: options.keyExtensions?.(extensions) ?? extensions,
  });
  const arkCertificate = arkSpec(pki, product);
  const askCertificate = await askSpec(pki, signer, product);
  return {
    ark: await writeAmdCertificate(ark?.(arkCertificate, pki) ?? arkCertificate),
    ask: await writeAmdCertificate(ask?.(askCertificate, pki) ?? askCertificate),
    key: await writeAmdCertificate(key?.(keyCertificate, pki) ?? keyCertificate),
  };
}

function writeTable(inputs: {
  readonly certificates: MintedSnp["certificates"];
  readonly signer: AmdSigner;
  readonly options: MintSnpOptions;
}): Uint8Array {
  const { certificates, signer, options } = inputs;
  const entries: readonly TableEntrySpec[] = [
    { guid: TABLE_GUIDS[signer], data: certificates.key },
    { guid: TABLE_GUIDS.signer, data: certificates.ask },
    { guid: TABLE_GUIDS.root, data: certificates.ark },
  ];
  const { extended } = options;
  const table = writeCertificateTable(typeof extended === "function" ? extended(entries) : entries);
  return options.tableBytes?.(table) ?? table;
}

function shifted(isoTime: string, byMs: number): string {
  return new Date(Date.parse(isoTime) + byMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}
