import { toHex } from "@/lib/bytes/hex";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
import { toPem } from "@/lib/x509/pem";
import { ByteWriter, pattern } from "../byte-writer";
import { writeCertificate, type CertificateSpec } from "../certificate-writer";
import { crlExtensions, writeCrl, type CrlSpec } from "../crl-writer";
import {
  defaultQeIdentity,
  defaultTcbInfo,
  writeSignedJson,
  type QeIdentity,
  type SignedJsonHooks,
  type Statuses,
  type TcbInfo,
} from "./collateral-writer";
import {
  createIntelPki,
  INTEL_NAMES,
  pckCaSpec,
  pckSpec,
  rootSpec,
  tcbSignerSpec,
  type IntelPki,
  type SgxExtensionHooks,
} from "./pki";
import { defaultPlatform, type Platform } from "./platform";
import {
  BODY_TYPES,
  defaultHeader,
  writeQuote,
  writeSignedPart,
  type BodyDescriptor,
  type QuoteHeader,
  type SignatureDataHooks,
} from "./quote-writer";
import {
  defaultEnclave,
  defaultQuotingEnclave,
  defaultTd,
  writeEnclaveReport,
  writeTdReport,
  type EnclaveReport,
  type TdReport,
} from "./reports";

type Change<T> = (value: T, pki: IntelPki) => T;
type ChainChange = (
  chain: readonly Uint8Array[],
  minted: MintedCertificates,
) => readonly Uint8Array[];

/** DER of everything that was minted for one quote. */
export interface MintedCertificates {
  readonly root: Uint8Array;
  readonly pckCa: Uint8Array;
  readonly pck: Uint8Array;
  readonly tcbSigner: Uint8Array;
  readonly qeIdentitySigner: Uint8Array;
}

/**
 * What to mint. Everything has a good default: a version 4 TDX quote (version 3 for SGX) whose platform is UpToDate.
 * Every change is made before the thing that it belongs to is signed, unless its name says otherwise, so that a broken
 * quote reaches the one check that it is meant for.
 */
export interface MintIntelOptions {
  readonly pki?: IntelPki;
  /** ISO 8601, UTC: the middle of the validity of CRLs, TCB Info and QE Identity (15 days to either side). */
  readonly at?: string;
  readonly tee?: "sgx" | "tdx";
  readonly version?: number;
  /** Form of the TD report in a version 5 quote. */
  readonly tdReport?: "1.0" | "1.5";
  readonly platform?: Partial<Platform>;
  readonly header?: Partial<QuoteHeader>;
  readonly bodyDescriptor?: Partial<BodyDescriptor>;
  readonly enclave?: Partial<EnclaveReport>;
  readonly td?: Partial<TdReport>;
  /** The body's bytes, before they are signed. */
  readonly body?: (body: Uint8Array) => Uint8Array;
  readonly qe?: Partial<EnclaveReport>;
  readonly signatureData?: SignatureDataHooks;
  /** 5 by default; for 1, 2 and 3 the PCK chain moves into the endorsements. */
  readonly certificationDataType?: 1 | 2 | 3 | 5;
  /** The PEM text in the quote. */
  readonly pckChainText?: (text: string) => string;

  readonly sgxExtension?: SgxExtensionHooks;
  readonly certificates?: {
    readonly root?: Change<CertificateSpec>;
    readonly pckCa?: Change<CertificateSpec>;
    readonly pck?: Change<CertificateSpec>;
    readonly tcbSigner?: Change<CertificateSpec>;
    readonly qeIdentitySigner?: Change<CertificateSpec>;
  };
  readonly chains?: {
    readonly pck?: ChainChange;
    readonly pckCrl?: ChainChange;
    readonly tcbInfo?: ChainChange;
    readonly qeIdentity?: ChainChange;
  };

  readonly rootCrl?: Change<CrlSpec>;
  readonly pckCrl?: Change<CrlSpec>;
  /** The finished DER. */
  readonly rootCrlBytes?: (der: Uint8Array) => Uint8Array;
  readonly pckCrlBytes?: (der: Uint8Array) => Uint8Array;

  readonly statuses?: Partial<Statuses>;
  readonly tcbInfo?: SignedJsonHooks<TcbInfo>;
  readonly qeIdentity?: SignedJsonHooks<QeIdentity>;
}

/** All of what `IntelEndorsements` may hold; the PCK chain only for a quote that does not carry it. */
export interface MintedEndorsements extends IntelEndorsements {
  readonly tcbInfo: string;
  readonly qeIdentity: string;
  readonly tcbInfoIssuerChain: string;
  readonly qeIdentityIssuerChain: string;
  /** Hex DER. */
  readonly pckCrl: string;
  readonly pckCrlIssuerChain: string;
  /** Hex DER. */
  readonly rootCaCrl: string;
}

export interface MintedIntel {
  readonly quote: Uint8Array;
  readonly endorsements: MintedEndorsements;
  /** PEM of the simulated root: what a verification has to be given in place of the built-in roots. */
  readonly trustAnchors: readonly string[];
  readonly at: string;
  readonly certificates: MintedCertificates;
  /** Length of the part that the attestation key signs, from the first byte on. */
  readonly signedLength: number;
}

export const MINTED_AT = "2026-06-01T00:00:00Z";
const FIFTEEN_DAYS_MS = 15 * 24 * 3600 * 1000;

/** Mints an Intel quote with everything that it takes to judge it, under a root of our own. */
export async function mintIntel(options: MintIntelOptions = {}): Promise<MintedIntel> {
  const pki = options.pki ?? (await createIntelPki());
  const tee = options.tee ?? "tdx";
  const version = options.version ?? (tee === "tdx" ? 4 : 3);
  const at = options.at ?? MINTED_AT;
  const platform = { ...defaultPlatform, ...options.platform };
  const qe = { ...defaultQuotingEnclave(tee), ...options.qe };
  const window = {
    issueDate: shifted(at, -FIFTEEN_DAYS_MS),
    nextUpdate: shifted(at, FIFTEEN_DAYS_MS),
  };

  const minted = await mintCertificates({ pki, platform, options });
  const { certificates } = minted;
  const chain = (ders: readonly Uint8Array[], change: ChainChange | undefined) =>
    (change?.(ders, certificates) ?? ders).map((der) => toPem(der, "CERTIFICATE")).join("");
  const pckChain = chain(
    [certificates.pck, certificates.pckCa, certificates.root],
    options.chains?.pck,
  );

  const signedPart = writeSignedPart({
    header: { ...defaultHeader(tee, version), ...options.header },
    descriptor: bodyDescriptor({ tee, version, options }),
    body: writeBody({ tee, version, options }),
  });
  const type = options.certificationDataType ?? 5;
  const pckChainText = options.pckChainText?.(pckChain) ?? pckChain;
  const quote = await writeQuote({
    subtle: pki.subtle,
    version,
    signedPart,
    attestationKey: pki.keys.attestation,
    pckKey: minted.pckKey,
    qe,
    certificationData: {
      type,
      bytes: type === 5 ? new TextEncoder().encode(pckChainText) : writePlatformIds(type, platform),
    },
    hooks: options.signatureData ?? {},
  });

  const inputs = {
    tee,
    platform,
    statuses: { platform: "UpToDate", module: "UpToDate", qe: "UpToDate", ...options.statuses },
    ...window,
  };
  const crls = await mintCrls({ pki, platform, options, ...window });
  return {
    quote,
    endorsements: {
      tcbInfo: await writeSignedJson({
        member: "tcbInfo",
        value: defaultTcbInfo(inputs),
        signer: minted.tcbSignerKey,
        hooks: options.tcbInfo ?? {},
      }),
      qeIdentity: await writeSignedJson({
        member: "enclaveIdentity",
        value: defaultQeIdentity(inputs, defaultQuotingEnclave(tee)),
        signer: minted.qeIdentitySignerKey,
        hooks: options.qeIdentity ?? {},
      }),
      tcbInfoIssuerChain: chain(
        [certificates.tcbSigner, certificates.root],
        options.chains?.tcbInfo,
      ),
      qeIdentityIssuerChain: chain(
        [certificates.qeIdentitySigner, certificates.root],
        options.chains?.qeIdentity,
      ),
      pckCrl: toHex(crls.pck),
      pckCrlIssuerChain: chain([certificates.pckCa, certificates.root], options.chains?.pckCrl),
      rootCaCrl: toHex(crls.root),
      ...(type === 5 ? {} : { pckCertChain: pckChain }),
    },
    trustAnchors: [toPem(certificates.root, "CERTIFICATE")],
    at,
    certificates,
    signedLength: signedPart.length,
  };
}

async function mintCertificates(inputs: {
  readonly pki: IntelPki;
  readonly platform: Platform;
  readonly options: MintIntelOptions;
}) {
  const { pki, platform, options } = inputs;
  const { keys } = pki;
  const changes = options.certificates ?? {};
  /** The shared certificate, unless this one has to be different. */
  const mint = async (
    shared: Uint8Array,
    spec: CertificateSpec,
    change: Change<CertificateSpec> | undefined,
  ) => {
    if (change === undefined) return { der: shared, key: spec.key };
    const changed = change(spec, pki);
    return { der: await writeCertificate(changed), key: changed.key };
  };
  const sharedCa =
    platform.ca === "platform" ? pki.certificates.platformCa : pki.certificates.processorCa;
  const root = await mint(pki.certificates.root, rootSpec(keys), changes.root);
  const pckCa = await mint(sharedCa, pckCaSpec(keys, platform.ca), changes.pckCa);
  const signer = tcbSignerSpec(keys);
  const tcbSigner = await mint(pki.certificates.tcbSigner, signer, changes.tcbSigner);
  const qeSigner = await mint(pki.certificates.tcbSigner, signer, changes.qeIdentitySigner);
  const leafSpec = pckSpec(keys, platform, options.sgxExtension);
  const leaf = changes.pck?.(leafSpec, pki) ?? leafSpec;
  return {
    certificates: {
      root: root.der,
      pckCa: pckCa.der,
      pck: await writeCertificate(leaf),
      tcbSigner: tcbSigner.der,
      qeIdentitySigner: qeSigner.der,
    },
    // A quote holds P-256 signatures only, whatever its certificates say.
    pckKey: leaf.key.curve === "P-256" ? leaf.key : keys.pck,
    tcbSignerKey: tcbSigner.key.curve === "P-256" ? tcbSigner.key : keys.tcbSigner,
    qeIdentitySignerKey: qeSigner.key.curve === "P-256" ? qeSigner.key : keys.tcbSigner,
  };
}

async function mintCrls(inputs: {
  readonly pki: IntelPki;
  readonly platform: Platform;
  readonly options: MintIntelOptions;
  readonly issueDate: string;
  readonly nextUpdate: string;
}): Promise<{ readonly root: Uint8Array; readonly pck: Uint8Array }> {
  const { pki, platform, options } = inputs;
  const isPlatform = platform.ca === "platform";
  const caKey = isPlatform ? pki.keys.platformCa : pki.keys.processorCa;
  const common = {
    version: 1,
    thisUpdate: inputs.issueDate,
    nextUpdate: inputs.nextUpdate,
    revoked: [],
    hash: "SHA-256",
  } as const;
  const rootCrlSpec: CrlSpec = {
    ...common,
    issuer: INTEL_NAMES.root,
    signer: pki.keys.root,
    extensions: crlExtensions(1, pki.keys.root.keyId),
  };
  const pckCrlSpec: CrlSpec = {
    ...common,
    issuer: isPlatform ? INTEL_NAMES.platformCa : INTEL_NAMES.processorCa,
    signer: caKey,
    // Somebody else's machines: a list is seldom empty.
    revoked: [0x6fc34e5023e728923435d61aa4b83c61n, 0x11n],
    extensions: crlExtensions(2, caKey.keyId),
  };
  const root = await writeCrl(options.rootCrl?.(rootCrlSpec, pki) ?? rootCrlSpec);
  const pck = await writeCrl(options.pckCrl?.(pckCrlSpec, pki) ?? pckCrlSpec);
  return {
    root: options.rootCrlBytes?.(root) ?? root,
    pck: options.pckCrlBytes?.(pck) ?? pck,
  };
}

interface BodyInputs {
  readonly tee: "sgx" | "tdx";
  readonly version: number;
  readonly options: MintIntelOptions;
}

function writeBody({ tee, version, options }: BodyInputs): Uint8Array {
  const form = version === 5 ? (options.tdReport ?? "1.5") : "1.0";
  const body =
    tee === "sgx"
      ? writeEnclaveReport({ ...defaultEnclave, ...options.enclave })
      : writeTdReport({ ...defaultTd, ...options.td }, form);
  return options.body?.(body) ?? body;
}

function bodyDescriptor({ tee, version, options }: BodyInputs): BodyDescriptor | null {
  if (version !== 5) return null;
  const form = tee === "sgx" ? "sgx" : (options.tdReport ?? "1.5");
  const sizes = { sgx: 384, "1.0": 584, "1.5": 648 } as const;
  return { type: BODY_TYPES[form], size: sizes[form], ...options.bodyDescriptor };
}

/** Certification data types 1 to 3: PPID (plain or encrypted), CPUSVN, PCESVN, PCEID. */
function writePlatformIds(type: 1 | 2 | 3, platform: Platform): Uint8Array {
  const ppid = { 1: platform.ppid, 2: pattern(40, 256), 3: pattern(41, 384) }[type];
  return new ByteWriter()
    .append(ppid)
    .bytes(platform.cpuSvn, 16)
    .u16le(platform.pceSvn)
    .bytes(platform.pceId, 2)
    .finish();
}

function shifted(isoTime: string, byMs: number): string {
  return new Date(Date.parse(isoTime) + byMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}
