import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
import type { CertificateView, CrlView, ValidityItem } from "@/lib/rats/inspection";
import { describeCrl } from "@/lib/x509/crl-view";
import { viewPemChain } from "./certificate-view";
import { readQeIdentity, readQeIdentityEnvelope } from "./qe-identity";
import { toUtcTimestamp } from "./rfc3339";
import { readTcbInfo, readTcbInfoEnvelope } from "./tcb-info";

/** What is drawn of Intel's collateral. Nothing is verified here; what can't be read is left out. */
export interface CollateralDescription {
  /** Certificates that came with the collateral; some may be the evidence's own. */
  readonly certificates: readonly CertificateView[];
  readonly crls: readonly CrlView[];
  /** Signed JSON with the dates that it names. */
  readonly documents: readonly ValidityItem[];
}

export async function describeCollateral(given: {
  intel: IntelEndorsements;
  crypto: CryptoPort;
}): Promise<CollateralDescription> {
  const { intel, crypto } = given;
  const view = async (pem: string | undefined) => {
    const chain = pem ? await viewPemChain(crypto, pem) : null;
    return chain?.ok ? chain.value : [];
  };
  return {
    certificates: [
      ...(await view(intel.pckCertChain)),
      ...(await view(intel.tcbInfoIssuerChain)),
      ...(await view(intel.qeIdentityIssuerChain)),
      ...(await view(intel.pckCrlIssuerChain)),
    ],
    crls: [
      ...describeCrl("rootCaCrl", "Root CA revocation list", intel.rootCaCrl),
      ...describeCrl("pckCrl", "PCK revocation list", intel.pckCrl),
    ],
    documents: signedJsonBars(intel),
  };
}

function signedJsonBars({ tcbInfo, qeIdentity }: IntelEndorsements): readonly ValidityItem[] {
  const info = tcbInfo === undefined ? null : readTcbInfoEnvelope(tcbInfo);
  const identity = qeIdentity === undefined ? null : readQeIdentityEnvelope(qeIdentity);
  const documents = [
    { id: "tcbInfo", label: "TCB Info", read: info?.ok ? readTcbInfo(info.value.content) : null },
    {
      id: "qeIdentity",
      label: "QE Identity",
      read: identity?.ok ? readQeIdentity(identity.value.content) : null,
    },
  ];
  return documents.flatMap(({ id, label, read }) =>
    read?.ok
      ? [
          {
            id,
            label,
            kind: "signed-json" as const,
            notBefore: toUtcTimestamp(read.value.issueDate),
            notAfter: toUtcTimestamp(read.value.nextUpdate),
          },
        ]
      : [],
  );
}
