import type { z } from "zod";
import type { collateralImportSchema } from "@/lib/contract/collateral";
import type { AmdEndorsements, IntelEndorsements } from "@/lib/rats/endorsements";
import { readEndorsementKey, type EndorsementItemName } from "@/lib/trust/endorsement-source";

export type CollateralImport = z.infer<typeof collateralImportSchema>;

/** One item of an imported file, before anybody looked at it. */
export interface ImportCandidate {
  /** The key that the file names; null where only the content can tell. */
  readonly key: string | null;
  /** null: the file names a key that Attestry does not know. */
  readonly kind: EndorsementItemName | null;
  readonly body: string;
  readonly issuerChain: string | null;
  readonly upstream: string | null;
  /** null: the file does not say, so it is the moment of the import. */
  readonly retrievedAt: Date | null;
}

/** The items of a file in any of the forms that the contract names, in a fixed order. */
export function importCandidates(file: CollateralImport): readonly ImportCandidate[] {
  if ("format" in file) {
    return file.items.map((item) => ({
      key: item.key,
      kind: readEndorsementKey(item.key)?.item ?? null,
      body: item.body,
      issuerChain: item.issuerChain,
      upstream: item.upstream,
      retrievedAt: new Date(item.retrievedAt),
    }));
  }
  if ("tcb_info" in file) return fromTool(file);
  return [
    ...("intel" in file ? fromIntel(file.intel) : []),
    ...(file.amd === undefined ? [] : fromAmd(file.amd)),
  ];
}

function fromTool(
  file: Extract<CollateralImport, { readonly tcb_info: string }>,
): readonly ImportCandidate[] {
  return fromIntel({
    // The signature covers the inner bytes, so the envelope around them may be ours.
    tcbInfo: `{"tcbInfo":${file.tcb_info},"signature":"${file.tcb_info_signature}"}`,
    tcbInfoIssuerChain: file.tcb_info_issuer_chain,
    qeIdentity: `{"enclaveIdentity":${file.qe_identity},"signature":"${file.qe_identity_signature}"}`,
    qeIdentityIssuerChain: file.qe_identity_issuer_chain,
    pckCrl: file.pck_crl,
    pckCrlIssuerChain: file.pck_crl_issuer_chain,
    rootCaCrl: file.root_ca_crl,
  });
}

/** What was given alone: the content says what it is, and the import when it came. */
function candidate(
  kind: EndorsementItemName,
  body: string | undefined,
  issuerChain: string | undefined,
): readonly ImportCandidate[] {
  return body === undefined
    ? []
    : [
        {
          key: null,
          kind,
          body,
          issuerChain: issuerChain ?? null,
          upstream: null,
          retrievedAt: null,
        },
      ];
}

/** One chain vouches for everything; a VLEK belongs to its evidence and is not kept. */
function fromAmd({ vcek, vlek, certChain, crl }: AmdEndorsements): readonly ImportCandidate[] {
  const refused = candidate("amd.vcek", vlek, certChain);
  return [
    ...candidate("amd.vcek", vcek, certChain),
    ...refused.map((item) => ({ ...item, key: "amd.vlek", kind: null })),
    ...candidate("amd.certChain", certChain, undefined),
    ...candidate("amd.crl", crl, certChain),
  ];
}

function fromIntel(intel: IntelEndorsements): readonly ImportCandidate[] {
  return [
    ...candidate("intel.tcbInfo", intel.tcbInfo, intel.tcbInfoIssuerChain),
    ...candidate("intel.qeIdentity", intel.qeIdentity, intel.qeIdentityIssuerChain),
    ...candidate("intel.pckCrl", intel.pckCrl, intel.pckCrlIssuerChain),
    ...candidate("intel.rootCaCrl", intel.rootCaCrl, undefined),
  ];
}
