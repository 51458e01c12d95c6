import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { toBase64 } from "@/lib/bytes/base64";
import { fromHex, toHex } from "@/lib/bytes/hex";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
import type { ReasonCode } from "@/lib/rats/reason-codes";

/** Real evidence lies beside the project, never in it. */
const ROOT = path.resolve(import.meta.dirname, "../../../../shared/vectors");

export const INTEL_VECTORS = [
  "sgx/phala-quote-v3",
  "tdx/phala-quote-v4",
  "tdx/phala-quote-v5-outdated",
  "tdx/google-quote-v5",
  "tdx/google-spr-e4-v4",
  "tdx/google-cos113-quote-with-ccel",
  "tdx/dstack-quote-with-event-log",
  "eventlog/dstack-guest-agent-attestation",
  "tpm/azure-tdx-vtpm-live-with-collateral",
  "tpm/azure-tdx-vtpm-v1",
] as const;
export type IntelVectorName = (typeof INTEL_VECTORS)[number];

const hexValues = z.record(z.string(), z.union([z.string(), z.number()]));
const factsSchema = z.looseObject({
  reportData: z.string().optional(),
  platform: z
    .object({
      fmspc: z.string(),
      pceId: z.string(),
      pceSvn: z.number(),
      cpuSvnComponents: z.array(z.number()),
      ppid: z.string(),
    })
    .optional(),
});
const caseSchema = z.object({
  evidence: z.string(),
  collateral: z.record(z.string(), z.string().nullable()),
  verifyAt: z.string(),
  verifyAtHow: z.string(),
  window: z.object({ notBefore: z.string(), notAfter: z.string() }).nullish(),
  expected: factsSchema.extend({
    verdict: z.string(),
    tcbStatus: z.string().nullish(),
    advisoryIds: z.array(z.string()).optional(),
    tcbDate: z.string().optional(),
    platformTcbStatus: z.string().optional(),
    qeTcbStatus: z.string().optional(),
    tdxModuleStatus: z.string().optional(),
    measurements: hexValues.optional(),
    tdx: z.looseObject({}).optional(),
  }),
});

/** One case of real evidence: what to verify, with what, at what time, and what must come out. */
export interface IntelVector {
  readonly name: IntelVectorName;
  readonly quote: Uint8Array;
  /** Null where no TCB collateral of that time is at hand. */
  readonly endorsements: IntelEndorsements | null;
  readonly verifyAt: string;
  readonly window: {
    readonly notBefore: string;
    readonly notAfter: string;
    /** Which item limits the window, as the code that it fails with. */
    readonly before: ReasonCode;
    readonly after: ReasonCode;
  } | null;
  readonly expected: z.infer<typeof caseSchema>["expected"];
  readonly measurements: Readonly<Record<string, string | number>>;
  readonly facts: z.infer<typeof factsSchema>;
}

/** Null, with the reason printed by the caller, when the folder is not there. */
export function readIntelVector(name: IntelVectorName): IntelVector | null {
  const folder = path.join(ROOT, name);
  if (!existsSync(folder)) return null;
  const description = caseSchema.parse(readJson(path.join(folder, "case.json")));
  const { expected, window, verifyAt } = description;
  const inner = expected.tdx === undefined ? null : factsSchema.parse(expected.tdx);
  const limits = limitingCodes(description.verifyAtHow);
  return {
    name,
    quote: readQuote(folder, description.evidence),
    endorsements: readCollateral(folder, description.collateral),
    verifyAt,
    window: window && limits ? { ...window, ...limits } : null,
    expected,
    measurements: expected.measurements ?? hexMembers(expected.tdx ?? {}),
    facts: inner ?? expected,
  };
}

function readQuote(folder: string, file: string): Uint8Array {
  if (path.extname(file) !== ".json") {
    const cut = path.join(folder, "quote.bin");
    return new Uint8Array(readFileSync(existsSync(cut) ? cut : path.join(folder, file)));
  }
  const report = z
    .object({ quote: z.string().optional(), td_quote: z.string().optional() })
    .parse(readJson(path.join(folder, file)));
  const bytes =
    report.quote === undefined
      ? new Uint8Array(Buffer.from(report.td_quote ?? "", "base64url"))
      : fromHex(report.quote);
  if (bytes === null) throw new Error(`${folder}: the quote is not hex`);
  return bytes;
}

/** What limits the window stands in words: "… (tcbInfo.issueDate) .. … (pckCrl.nextUpdate)". */
function limitingCodes(words: string): { before: ReasonCode; after: ReasonCode } | null {
  const codes: Readonly<Record<string, ReasonCode>> = {
    tcbInfo: "TCB_INFO_EXPIRED",
    qeIdentity: "QE_IDENTITY_EXPIRED",
    pckCrl: "PCK_CRL_EXPIRED",
    rootCrl: "ROOT_CRL_EXPIRED",
  };
  const named = /\((\w+)\.\w+\) \.\. .*\((\w+)\.\w+\)/.exec(words);
  const [before, after] = [codes[named?.[1] ?? ""], codes[named?.[2] ?? ""]];
  return before && after ? { before, after } : null;
}

function readCollateral(
  folder: string,
  files: Readonly<Record<string, string | null>>,
): IntelEndorsements | null {
  const text = (role: string) => {
    const file = files[role];
    return file ? readFileSync(path.join(folder, file), "utf8") : undefined;
  };
  const der = (role: string) => {
    const file = files[role];
    return file ? toHex(new Uint8Array(readFileSync(path.join(folder, file)))) : undefined;
  };
  if (files["bundle"]) return readBundle(path.join(folder, files["bundle"]));
  if (!files["tcbInfo"]) return null;
  return {
    tcbInfo: text("tcbInfo"),
    tcbInfoIssuerChain: text("tcbInfoIssuerChain"),
    qeIdentity: text("qeIdentity"),
    qeIdentityIssuerChain: text("qeIdentityIssuerChain"),
    pckCrl: der("pckCrl"),
    pckCrlIssuerChain: text("pckCrlIssuerChain"),
    rootCaCrl: der("rootCaCrl"),
  };
}

/** The snake-case object that common tools write; its documents stand beside their signatures. */
function readBundle(file: string): IntelEndorsements {
  const bundle = z.record(z.string(), z.string()).parse(readJson(file));
  const signed = (member: string, name: string) =>
    `{"${member}":${bundle[name] ?? ""},"signature":"${bundle[`${name}_signature`] ?? ""}"}`;
  return {
    tcbInfo: signed("tcbInfo", "tcb_info"),
    tcbInfoIssuerChain: bundle["tcb_info_issuer_chain"],
    qeIdentity: signed("enclaveIdentity", "qe_identity"),
    qeIdentityIssuerChain: bundle["qe_identity_issuer_chain"],
    pckCrl: bundle["pck_crl"],
    pckCrlIssuerChain: bundle["pck_crl_issuer_chain"],
    rootCaCrl: bundle["root_ca_crl"],
  };
}

function hexMembers(object: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(object).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === "string" && entry[0] !== "reportData",
    ),
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The request of a case, as strict as it can be. */
export function vectorRequest(vector: IntelVector) {
  return {
    evidence: toBase64(vector.quote),
    verifyAt: vector.verifyAt,
    ...(vector.endorsements ? { endorsements: { intel: vector.endorsements } } : {}),
  };
}
