import { isAllZero } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { ChainCertificate } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import type { AmdEndorsements } from "@/lib/rats/endorsements";
import { fail, type Result } from "@/lib/rats/result";
import {
  endorsementKey,
  type AmdProduct,
  type EndorsementItem,
  type EndorsementRequest,
} from "@/lib/trust/endorsement-source";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";
import { tableData, type CertificateTable } from "../certificate-table";
import type { KeyExtensions } from "../key-extensions";
import { hasTurinLayout } from "../product";
import type { SnpReport } from "../report";
import { judgeChain, type SnpMaterial } from "./chain-checks";
import { judgeCrl } from "./crl-checks";
import {
  studyChain,
  studyLeaf,
  summarise,
  type CertificateSource,
  type ChainStudy,
  type LeafStudy,
  type SnpTools,
} from "./key-chain";
import { formatChecks, guestChecks, hardwareIdCheck, signatureCheck } from "./report-checks";
import type { SnpInputs } from "./snp-inputs";
import { reportTcbs, tcbBindingCheck, tcbChecks, type ReportTcbs } from "./tcb-checks";

/** A report of which it is known where its certificates come from. */
export interface PreparedReport {
  readonly report: SnpReport;
  /** Read before anything was fetched: from the request, or from the evidence's own table. */
  readonly ownLeaf: Result<LeafStudy> | null;
  readonly ownIssuers: CertificateSource | null;
  readonly required: readonly EndorsementRequest[];
}

/**
 * Looks for the signing key's certificate: in the request, then in the table behind the report. What neither has is
 * asked of AMD's key service; a VLEK can't be, for only the cloud provider hands it out.
 */
export async function prepareReport(
  tools: SnpTools,
  evidence: { readonly report: SnpReport; readonly table: CertificateTable | null },
  given: { readonly endorsements: AmdEndorsements; readonly rules: AppraisalPolicy },
): Promise<PreparedReport> {
  const { report, table } = evidence;
  const { endorsements, rules } = given;
  const { signer } = report;
  if (signer === null) return { report, ownLeaf: null, ownIssuers: null, required: [] };
  const text = endorsements[signer];
  const inTable = tableData(table, signer);
  const source: CertificateSource | null =
    text !== undefined ? { text } : inTable ? { ders: [inTable] } : null;
  const ownLeaf = source ? await studyLeaf(collateralTools(tools), source) : null;
  const ownIssuers = endorsements.certChain === undefined ? tableIssuers(table) : null;
  const named = report.product ?? productOf(ownLeaf);
  const asksForLeaf = signer === "vcek" && (ownLeaf === null || text !== undefined);
  const products = named ? [named] : ownLeaf ? [] : candidates(report, rules);
  const required = products.flatMap((product): readonly EndorsementRequest[] => [
    ...(asksForLeaf ? leafRequest(report, product) : []),
    ...(ownIssuers ? [] : [{ item: "amd.certChain", product, signer } as const]),
    { item: "amd.crl", product, signer },
  ]);
  return { report, ownLeaf, ownIssuers, required };
}

/** Keys and signatures of certificates are worth remembering; the report's own is verified every time. */
function collateralTools({ crypto, cache }: SnpTools): SnpTools {
  return { crypto: rememberingCrypto(crypto, cache), cache };
}

function tableIssuers(table: CertificateTable | null): CertificateSource | null {
  const signer = tableData(table, "signer");
  const root = tableData(table, "root");
  return signer && root ? { ders: [signer, root] } : null;
}

function productOf(leaf: Result<LeafStudy> | null): AmdProduct | null {
  return leaf?.ok && leaf.value.extensions.ok ? leaf.value.extensions.value.product : null;
}

/** Version 2 does not say what it runs on, and its firmware is older than Turin: the chain will tell. */
function candidates({ version }: SnpReport, { sevSnp }: AppraisalPolicy): readonly AmdProduct[] {
  const possible: readonly AmdProduct[] = version === 2 ? ["Milan", "Genoa"] : [];
  const wanted = sevSnp?.products;
  return wanted ? possible.filter((product) => wanted.includes(product)) : possible;
}

/** Nobody can ask for the certificate of a chip that does not say which one it is. */
function leafRequest(report: SnpReport, product: AmdProduct): readonly EndorsementRequest[] {
  const { chipId, reportedTcb } = report.fields;
  if (isAllZero(chipId)) return [];
  const id = hasTurinLayout(product) ? chipId.subarray(0, 8) : chipId;
  return [{ item: "amd.vcek", product, chipId: toHex(id), tcb: toHex(reportedTcb) }];
}

export interface ReportVerification {
  readonly checks: readonly Check[];
  readonly chain: readonly ChainCertificate[];
  readonly anchor: TrustAnchor | null;
  readonly product: AmdProduct | null;
  readonly tcbs: ReportTcbs | null;
  /** What the certificate says of itself; null when it can't be read. */
  readonly key: KeyExtensions | null;
}

/** All checks of a report. Everything is judged at `inputs.at`; independent failures are all reported. */
export async function verifyReport(
  tools: SnpTools,
  prepared: PreparedReport,
  inputs: SnpInputs,
): Promise<ReportVerification> {
  const { report } = prepared;
  const collateral = collateralTools(tools);
  const leaf = await findLeaf(collateral, prepared, inputs);
  const product = report.product ?? productOf(leaf);
  const item = (name: EndorsementRequest["item"]) => findItem(prepared, inputs, { name, product });
  const chain = await findChain(collateral, { prepared, leaf, item: item("amd.certChain") });
  const material: SnpMaterial = { report, leaf, chain, product };
  const judged = judgeChain(material, inputs);
  const leafStudy = leaf.ok ? leaf.value : null;
  const tcbs = product ? reportTcbs(report, product) : null;
  return {
    checks: [
      ...formatChecks(report),
      ...judged.checks,
      ...(await judgeCrl(collateral, inputs, { chain, item: item("amd.crl") })),
      tcbBindingCheck(tcbs, leafStudy),
      hardwareIdCheck(report, leafStudy),
      await signatureCheck(tools.crypto, report, leafStudy),
      ...tcbChecks(report, tcbs, inputs.rules),
      ...guestChecks(report, inputs.rules),
    ],
    chain: chain.ok
      ? chain.value.summary
      : leafStudy
        ? [await summarise(collateral, leafStudy.certificate)]
        : [],
    anchor: judged.anchor,
    product,
    tcbs,
    key: leafStudy?.extensions.ok ? leafStudy.extensions.value : null,
  };
}

/** The item that was gathered for this product; for any of the candidates while the product is not known. */
function findItem(
  { required }: PreparedReport,
  { items }: SnpInputs,
  { name, product }: { name: EndorsementRequest["item"]; product: AmdProduct | null },
): Result<EndorsementItem> | undefined {
  const found = required
    .filter((request) => request.item === name)
    .filter((request) => product === null || ("product" in request && request.product === product))
    .map((request) => items.get(endorsementKey(request)))
    .filter((item) => item !== undefined);
  return found.find(({ ok }) => ok) ?? found[0];
}

async function findLeaf(
  tools: SnpTools,
  prepared: PreparedReport,
  inputs: SnpInputs,
): Promise<Result<LeafStudy>> {
  const { report, ownLeaf } = prepared;
  if (ownLeaf) return ownLeaf;
  const { signer } = report;
  if (signer === null) return fail("SIGNER_NOT_ALLOWED", "neither a VCEK nor a VLEK signed it");
  if (signer === "vlek") {
    return fail(
      "COLLATERAL_UNAVAILABLE",
      "the VLEK's certificate is handed out by the cloud provider only: send it with the request, or the extended report",
    );
  }
  const item = findItem(prepared, inputs, { name: "amd.vcek", product: report.product });
  if (item?.ok) return studyLeaf(tools, { text: item.value.body });
  if (item) return item;
  const why = isAllZero(report.fields.chipId)
    ? "the chip id is masked, so nobody can tell which VCEK it is"
    : "the product is not known, so there is no VCEK to ask for";
  return fail("COLLATERAL_UNAVAILABLE", why);
}

function findChain(
  tools: SnpTools,
  given: {
    prepared: PreparedReport;
    leaf: Result<LeafStudy>;
    item: Result<EndorsementItem> | undefined;
  },
): Promise<Result<ChainStudy>> | Result<ChainStudy> {
  const { prepared, leaf, item } = given;
  if (!leaf.ok) return leaf;
  if (prepared.ownIssuers) return studyChain(tools, leaf.value, prepared.ownIssuers);
  if (!item) return fail("VCEK_CHAIN_INVALID", "the certificate names no product of AMD");
  return item.ok ? studyChain(tools, leaf.value, { text: item.value.body }) : item;
}
