import { latin1 } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
import type { CertificateView, CrlView, ValidityItem } from "@/lib/rats/inspection";
import { parseCrl } from "@/lib/x509/crl";
import { readCrlText } from "@/lib/x509/pem";
import { viewPemChain } from "./certificate-view";
import { readQeIdentity, readQeIdentityEnvelope } from "./qe-identity";
import { parseQuote } from "./quote";
import { toUtcTimestamp } from "./rfc3339";
import { readTcbInfo, readTcbInfoEnvelope } from "./tcb-info";

/** What is drawn of a judgement's collateral. Nothing is verified here; what can't be read is left out. */
export interface CollateralDescription {
  /** Certificates that came with the collateral and not with the quote. */
  readonly collateralCertificates: readonly CertificateView[];
  /** One bar for everything that has a validity, the quote's own chain first. */
  readonly validity: readonly ValidityItem[];
  readonly crls: readonly CrlView[];
}

export async function describeCollateral(given: {
  intel: IntelEndorsements;
  evidence: Uint8Array;
  crypto: CryptoPort;
}): Promise<CollateralDescription> {
  const { intel, evidence, crypto } = given;
  const view = async (pem: string | null | undefined) => {
    const chain = pem ? await viewPemChain(crypto, pem) : null;
    return chain?.ok ? chain.value : [];
  };
  const quoteChain = await view(ownChain(evidence) ?? intel.pckCertChain);
  const others = distinct([
    ...(await view(intel.tcbInfoIssuerChain)),
    ...(await view(intel.qeIdentityIssuerChain)),
    ...(await view(intel.pckCrlIssuerChain)),
  ]).filter(({ sha256 }) => !quoteChain.some((certificate) => certificate.sha256 === sha256));
  const crls = [
    ...viewCrl("rootCaCrl", "Root CA revocation list", intel.rootCaCrl),
    ...viewCrl("pckCrl", "PCK revocation list", intel.pckCrl),
  ];
  return {
    collateralCertificates: others,
    crls,
    validity: [
      ...[...quoteChain, ...others].map(certificateBar),
      ...crls.flatMap(crlBar),
      ...signedJsonBars(intel),
    ],
  };
}

function ownChain(evidence: Uint8Array): string | null {
  const quote = parseQuote(evidence);
  if (!quote.ok || quote.value.certification.type !== 5) return null;
  return latin1(quote.value.certification.data);
}

function distinct(certificates: readonly CertificateView[]): readonly CertificateView[] {
  return certificates.filter(
    ({ sha256 }, index) => certificates.findIndex((other) => other.sha256 === sha256) === index,
  );
}

function certificateBar(certificate: CertificateView): ValidityItem {
  const { role, sha256, notBefore, notAfter } = certificate;
  return {
    id: `certificate-${sha256.slice(0, 16)}`,
    label: role,
    kind: "certificate",
    notBefore,
    notAfter,
  };
}

function viewCrl(id: string, label: string, text: string | undefined): readonly CrlView[] {
  const der = text === undefined ? null : readCrlText(text, "COLLATERAL_INVALID");
  const crl = der?.ok ? parseCrl(der.value, "COLLATERAL_INVALID") : null;
  if (!crl?.ok) return [];
  const { issuer, thisUpdate, nextUpdate, crlNumber, revoked } = crl.value;
  return [
    {
      id,
      label,
      issuer,
      thisUpdate: toUtcTimestamp(thisUpdate),
      nextUpdate: nextUpdate === null ? null : toUtcTimestamp(nextUpdate),
      crlNumber,
      revokedSerials: revoked.size,
    },
  ];
}

function crlBar({ id, label, thisUpdate, nextUpdate }: CrlView): readonly ValidityItem[] {
  return nextUpdate === null
    ? []
    : [{ id, label, kind: "crl", notBefore: thisUpdate, notAfter: nextUpdate }];
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
