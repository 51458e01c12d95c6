import { fromBase64, toBase64Url } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { Endorsements } from "@/lib/rats/endorsements";
import { mintSnp, type MintSnpOptions } from "../amd/mint-snp";
import { mintIntel, type MintIntelOptions } from "../intel/mint-intel";
import { defaultTd, type TdReport } from "../intel/reports";
import { defaultPcrs, mintTpmQuote, type MintTpmOptions, type PcrValues } from "../tpm/mint-tpm";
import { createTpmKey, type TpmKey } from "../tpm/tpm-key";
import {
  defaultRuntimeData,
  writeHclReport,
  writeTdReportStruct,
  type HclFields,
  type RuntimeFields,
} from "./hcl-writer";

/** What both kinds of Azure VM have in common. `tpm` is the vTPM's quote; its key is the one in the runtime data. */
export interface AzureOptions {
  readonly tpm?: MintTpmOptions;
  readonly runtimeData?: (fields: RuntimeFields) => unknown;
  /** The text of the runtime data, before it is hashed. */
  readonly runtimeText?: (text: string) => string;
  /** The text of the runtime data, after it was hashed. */
  readonly runtimeTextAfter?: (text: string) => string;
  /** Report data of the hardware report. */
  readonly reportData?: (bytes: Uint8Array) => Uint8Array;
  readonly hcl?: Partial<HclFields>;
  /** The finished JSON's members. */
  readonly members?: (
    members: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
}

export interface MintAzureSnpOptions extends AzureOptions {
  readonly snp?: MintSnpOptions;
  /** Leaves the VCEK out of the evidence and among the endorsements. */
  readonly withoutVcek?: boolean;
}

export interface MintAzureTdxOptions extends AzureOptions {
  readonly intel?: MintIntelOptions;
  /** The TDREPORT, where it is not the one that the quote was made of. */
  readonly tdReport?: Partial<TdReport>;
  /** The finished TDREPORT. */
  readonly tdReportBytes?: (bytes: Uint8Array) => Uint8Array;
}

export interface MintedAzure {
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  /** PEM of the simulated root of the hardware. */
  readonly trustAnchors: readonly string[];
  readonly at: string;
  readonly attest: Uint8Array;
}

/** Mints the evidence of an Azure VM with SEV-SNP over a simulated machine. */
export async function mintAzureSnp(options: MintAzureSnpOptions = {}): Promise<MintedAzure> {
  const vtpm = await bootVtpm(await attestationKey(options), options);
  const snp = await mintSnp({
    ...options.snp,
    report: { ...options.snp?.report, reportData: vtpm.reportData },
  });
  return assembleSnp(vtpm, options, snp);
}

/** The guest sends the VCEK along, unless it is to come with the request. */
export function assembleSnp(
  vtpm: BootedVtpm,
  options: MintAzureSnpOptions,
  snp: Omit<MintedAzure, "attest">,
): MintedAzure {
  const { vcek = "", ...amd } = snp.endorsements.amd ?? {};
  const leavesOut = options.withoutVcek === true;
  return assemble(vtpm, options, {
    hardwareReport: snp.evidence,
    kind: "sev-snp",
    members: leavesOut ? {} : { vcek: toBase64Url(fromBase64(vcek) ?? new Uint8Array(0)) },
    endorsements: leavesOut ? snp.endorsements : { amd },
    trustAnchors: snp.trustAnchors,
    at: snp.at,
  });
}

/** Mints the evidence of an Azure VM with TDX over a simulated machine. */
export async function mintAzureTdx(options: MintAzureTdxOptions = {}): Promise<MintedAzure> {
  const key = await attestationKey(options);
  const vtpm = await bootVtpm(key, options);
  const td: TdReport = { ...defaultTd, ...options.intel?.td, reportData: vtpm.reportData };
  const intel = await mintIntel({ ...options.intel, td });
  const report = await writeTdReportStruct(key.subtle, { ...td, ...options.tdReport });
  return assemble(vtpm, options, {
    hardwareReport: options.tdReportBytes?.(report) ?? report,
    kind: "tdx",
    members: { td_quote: toBase64Url(intel.quote) },
    endorsements: { intel: intel.endorsements },
    trustAnchors: intel.trustAnchors,
    at: intel.at,
  });
}

interface VtpmKey {
  readonly subtle: SubtleCrypto;
  readonly ak: TpmKey;
}

async function attestationKey({ tpm }: AzureOptions): Promise<VtpmKey> {
  if (tpm?.pki) return { subtle: tpm.pki.subtle, ak: tpm.pki.aks["rsa-2048"] };
  const { subtle } = globalThis.crypto;
  return { subtle, ak: await createTpmKey(subtle, "rsa-2048") };
}

/** A vTPM that quoted, and what the hardware has to sign for it. */
export interface BootedVtpm {
  readonly runtimeText: string;
  readonly reportData: Uint8Array;
  readonly quote: Awaited<ReturnType<typeof mintTpmQuote>>;
  /** As they go beside the quote. */
  readonly pcrs: PcrValues;
}

export async function bootVtpm(
  { subtle, ak }: VtpmKey,
  options: AzureOptions,
): Promise<BootedVtpm> {
  const { tpm = {} } = options;
  const values = tpm.pcrs ?? defaultPcrs(tpm.bank);
  const fields = defaultRuntimeData(ak);
  const text = JSON.stringify(options.runtimeData?.(fields) ?? fields);
  const runtimeText = options.runtimeText?.(text) ?? text;
  const algorithm = { 1: "SHA-256", 2: "SHA-384", 3: "SHA-512" }[options.hcl?.hashType ?? 1];
  const digest = await subtle.digest(
    algorithm ?? "SHA-256",
    new Uint8Array(utf8Bytes(runtimeText)),
  );
  const reportData = new Uint8Array(64);
  reportData.set(new Uint8Array(digest));
  return {
    runtimeText: options.runtimeTextAfter?.(runtimeText) ?? runtimeText,
    reportData: options.reportData?.(reportData) ?? reportData,
    quote: await mintTpmQuote(subtle, ak, tpm),
    pcrs: tpm.suppliedPcrs?.(values) ?? values,
  };
}

/** Puts the HCL report and the container around what was quoted and signed. */
export function assemble(
  { runtimeText, quote, pcrs }: BootedVtpm,
  options: AzureOptions,
  given: {
    readonly hardwareReport: Uint8Array;
    readonly kind: "sev-snp" | "tdx";
    readonly members: Readonly<Record<string, unknown>>;
  } & Pick<MintedAzure, "endorsements" | "trustAnchors" | "at">,
): MintedAzure {
  const { hardwareReport, kind, members: own, ...rest } = given;
  const hcl = writeHclReport({
    hardwareReport,
    kind,
    runtimeData: utf8Bytes(runtimeText),
    changes: options.hcl ?? {},
  });
  const supplied = [...pcrs].sort(([a], [b]) => a - b);
  const members = {
    version: 1,
    hcl_report: toBase64Url(hcl),
    tpm_quote: {
      message: toHex(quote.attest),
      // TPMT_SIGNATURE without scheme, hash and size: Azure's tools hand out the bare RSA signature.
      signature: toHex(quote.signature.subarray(6)),
      pcrs: supplied.map(([, value]) => toHex(value)),
    },
    ...own,
  };
  return {
    evidence: utf8Bytes(JSON.stringify(options.members?.(members) ?? members)),
    attest: quote.attest,
    ...rest,
  };
}
