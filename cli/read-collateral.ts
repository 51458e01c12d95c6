import { z } from "zod";
import { collateralBundleSchema, type CollateralBundle } from "@/lib/contract/collateral";
import { endorsementsSchema, intelEndorsementsSchema } from "@/lib/contract/verification";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import type { AmdEndorsements, Endorsements, IntelEndorsements } from "@/lib/rats/endorsements";
import { fail, ok, type Result } from "@/lib/rats/result";
import { endorsementKey, type EndorsementSource } from "@/lib/trust/endorsement-source";
import { parseJson } from "./parse-json";
import { readText } from "./read-input";
import { sortAmdPieces } from "./sort-amd-collateral";
import { collectPieces, sortPieces, type CollateralPiece } from "./sort-collateral";

/** What `--collateral` gave: what goes into the request, and a source for what bundles hold beside it. */
export interface GivenCollateral {
  readonly endorsements: Endorsements | undefined;
  readonly source: EndorsementSource;
}

interface NamedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A key that is trusted by itself: the attestation key of a TPM. */
const PUBLIC_KEY = "-----BEGIN PUBLIC KEY-----";

/**
 * Reads every `--collateral` file, each recognised by its content: our bundle, the contract's `endorsements`, the
 * snake-case object of common tools, the key set of a token service, or single items (TCB Info, QE Identity, CRL,
 * certificate chain, certificates of AMD, public key of a TPM). Certificate chains that stand alone are given to what they signed.
 */
export async function readCollateral(
  files: readonly NamedFile[],
): Promise<Result<GivenCollateral>> {
  const bundles: CollateralBundle[] = [];
  const pieces: CollateralPiece[] = [];
  let whole: Endorsements = {};
  for (const { file, bytes } of files) {
    const text = readText(bytes);
    if (text?.trimStart().startsWith(PUBLIC_KEY) === true) {
      const merged = mergeEndorsements(whole, { tpm: { akPublicKey: text } }, file);
      if (!merged.ok) return merged;
      whole = merged.value;
      continue;
    }
    if (text?.trimStart().startsWith("{") !== true) {
      const found = collectPieces(file, bytes, text);
      if (!found.ok) return found;
      pieces.push(...found.value);
      continue;
    }
    const read = readJsonFile(file, text);
    if (!read.ok) return read;
    if (read.value.kind === "bundle") bundles.push(read.value.bundle);
    else if (read.value.kind === "piece") pieces.push(read.value.piece);
    else {
      const merged = mergeEndorsements(whole, read.value.endorsements, file);
      if (!merged.ok) return merged;
      whole = merged.value;
    }
  }

  const amdSorted = sortAmdPieces(pieces);
  if (!amdSorted.ok) return amdSorted;
  const amd = mergeAmd(whole.amd ?? {}, amdSorted.value.amd);
  if (!amd.ok) return amd;
  const sorted = await sortPieces(amdSorted.value.rest, whole.intel ?? {});
  if (!sorted.ok) return sorted;
  const intel: IntelEndorsements = sorted.value;
  const endorsements: Endorsements = {
    ...whole,
    ...(Object.keys(intel).length > 0 ? { intel } : {}),
    ...(Object.keys(amd.value).length > 0 ? { amd: amd.value } : {}),
  };
  return ok({
    endorsements: Object.keys(endorsements).length > 0 ? endorsements : undefined,
    source: bundles.length > 0 ? bundledEndorsements(bundles) : noEndorsements,
  });
}

type JsonFile =
  | { readonly kind: "bundle"; readonly bundle: CollateralBundle }
  | { readonly kind: "endorsements"; readonly endorsements: Endorsements }
  | { readonly kind: "piece"; readonly piece: CollateralPiece };

/** Members stay `unknown` until the schema that they point to has looked at them. */
const topLevelSchema = z.record(z.string(), z.unknown());

function readJsonFile(file: string, text: string): Result<JsonFile> {
  const members = topLevelSchema.safeParse(parseJson(text));
  if (!members.success) return fail("COLLATERAL_INVALID", "it starts like JSON and is none", file);
  const json = members.data;

  if ("format" in json) {
    const bundle = collateralBundleSchema.safeParse(json);
    if (!bundle.success) return schemaFailure(file, bundle.error);
    return ok({ kind: "bundle", bundle: bundle.data });
  }
  if ("tcb_info" in json || "qe_identity" in json || "pck_crl" in json) {
    const tool = toolCollateralSchema.safeParse(json);
    if (!tool.success) return schemaFailure(file, tool.error);
    return ok({ kind: "endorsements", endorsements: { intel: fromTool(tool.data) } });
  }
  if (isRecord(json["tcbInfo"]))
    return ok({ kind: "piece", piece: { kind: "tcbInfo", file, text } });
  if (isRecord(json["enclaveIdentity"]))
    return ok({ kind: "piece", piece: { kind: "qeIdentity", file, text } });

  const keySet = keySetSchema.safeParse(json);
  if (keySet.success) {
    return ok({ kind: "endorsements", endorsements: { jwks: { keys: keySet.data.keys } } });
  }
  // The contract's `endorsements`, a whole request that holds them, or their Intel part alone.
  const inner = isRecord(json["endorsements"]) ? json["endorsements"] : json;
  const intelOnly = intelEndorsementsSchema.safeParse(inner);
  if (intelOnly.success)
    return ok({ kind: "endorsements", endorsements: { intel: intelOnly.data } });
  const endorsements = endorsementsSchema.safeParse(inner);
  if (!endorsements.success) return schemaFailure(file, endorsements.error);
  return ok({ kind: "endorsements", endorsements: endorsements.data });
}

/** As token services hand it out (RFC 7517 section 5). */
const keySetSchema = z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())) });

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function schemaFailure(file: string, error: z.ZodError) {
  const [first] = error.issues;
  const where = first === undefined ? "" : ` (${first.path.join(".")}: ${first.message})`;
  return fail("COLLATERAL_INVALID", `no form of collateral that is known${where}`, file);
}

/** The object that dcap-qvl and its relatives write; members that are not collateral are left alone. */
const toolCollateralSchema = z.object({
  tcb_info: z.string().min(1).optional(),
  tcb_info_signature: z
    .string()
    .regex(/^[0-9a-fA-F]+$/)
    .optional(),
  tcb_info_issuer_chain: z.string().min(1).optional(),
  qe_identity: z.string().min(1).optional(),
  qe_identity_signature: z
    .string()
    .regex(/^[0-9a-fA-F]+$/)
    .optional(),
  qe_identity_issuer_chain: z.string().min(1).optional(),
  pck_crl: z.string().min(1).optional(),
  pck_crl_issuer_chain: z.string().min(1).optional(),
  root_ca_crl: z.string().min(1).optional(),
  pck_certificate_chain: z.string().min(1).nullish(),
});
type ToolCollateral = z.infer<typeof toolCollateralSchema>;

/** Signed JSON is put together as text: the signature covers these very bytes. */
function fromTool(tool: ToolCollateral): IntelEndorsements {
  return definedOnly({
    tcbInfo: signedJson("tcbInfo", tool.tcb_info, tool.tcb_info_signature),
    tcbInfoIssuerChain: tool.tcb_info_issuer_chain,
    qeIdentity: signedJson("enclaveIdentity", tool.qe_identity, tool.qe_identity_signature),
    qeIdentityIssuerChain: tool.qe_identity_issuer_chain,
    pckCrl: tool.pck_crl,
    pckCrlIssuerChain: tool.pck_crl_issuer_chain,
    rootCaCrl: tool.root_ca_crl,
    pckCertChain: tool.pck_certificate_chain ?? undefined,
  });
}

function signedJson(
  member: string,
  body: string | undefined,
  signature: string | undefined,
): string | undefined {
  if (body === undefined) return undefined;
  return `{"${member}":${body},"signature":"${signature ?? ""}"}`;
}

function definedOnly(intel: IntelEndorsements): IntelEndorsements {
  return Object.fromEntries(Object.entries(intel).filter(([, value]) => value !== undefined));
}

/** The same item twice is refused: which one was meant can't be known. */
function mergeEndorsements(
  one: Endorsements,
  other: Endorsements,
  file: string,
): Result<Endorsements> {
  const twice = Object.keys(other.intel ?? {}).find((item) => Object.hasOwn(one.intel ?? {}, item));
  if (twice !== undefined) return fail("COLLATERAL_INVALID", `${twice} is given twice`, file);
  if (one.jwks && other.jwks) return fail("COLLATERAL_INVALID", "two key sets are given", file);
  const tpmTwice = Object.keys(other.tpm ?? {}).find((item) => Object.hasOwn(one.tpm ?? {}, item));
  if (tpmTwice !== undefined) return fail("COLLATERAL_INVALID", `${tpmTwice} is given twice`, file);
  const intel = { ...one.intel, ...other.intel };
  const tpm = { ...one.tpm, ...other.tpm };
  const amd = mergeAmd(one.amd ?? {}, other.amd ?? {}, file);
  if (!amd.ok) return amd;
  return ok({
    ...one,
    ...other,
    ...(Object.keys(intel).length > 0 ? { intel } : {}),
    ...(Object.keys(amd.value).length > 0 ? { amd: amd.value } : {}),
    ...(Object.keys(tpm).length > 0 ? { tpm } : {}),
  });
}

function mergeAmd(
  one: AmdEndorsements,
  other: AmdEndorsements,
  file?: string,
): Result<AmdEndorsements> {
  const twice = Object.keys(other).find((item) => Object.hasOwn(one, item));
  return twice === undefined
    ? ok({ ...one, ...other })
    : fail("COLLATERAL_INVALID", `${twice} is given twice`, file);
}

/** Answers from collateral bundles, and with a plain "not given" for everything else. */
function bundledEndorsements(bundles: readonly CollateralBundle[]): EndorsementSource {
  const items = bundles.flatMap((bundle) => bundle.items);
  return {
    get: (request, at) => {
      const item = items.find((candidate) => candidate.key === endorsementKey(request));
      if (item === undefined) return noEndorsements.get(request, at);
      const { body, issuerChain, upstream, retrievedAt } = item;
      return Promise.resolve(
        ok({ request, body, issuerChain, origin: "imported", upstream, retrievedAt }),
      );
    },
  };
}
