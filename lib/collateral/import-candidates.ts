import type { z } from "zod";
import type { collateralImportSchema } from "@/lib/contract/collateral";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
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
  if ("intel" in file) return fromIntel(file.intel);
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

function fromIntel(intel: IntelEndorsements): readonly ImportCandidate[] {
  const candidate = (
    kind: EndorsementItemName,
    body: string | undefined,
    issuerChain: string | undefined,
  ): readonly ImportCandidate[] =>
    body === undefined
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
  return [
    ...candidate("intel.tcbInfo", intel.tcbInfo, intel.tcbInfoIssuerChain),
    ...candidate("intel.qeIdentity", intel.qeIdentity, intel.qeIdentityIssuerChain),
    ...candidate("intel.pckCrl", intel.pckCrl, intel.pckCrlIssuerChain),
    ...candidate("intel.rootCaCrl", intel.rootCaCrl, undefined),
  ];
}
