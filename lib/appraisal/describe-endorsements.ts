import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { describeCollateral } from "@/lib/formats/dcap/describe-collateral";
import { readCertificateText } from "@/lib/formats/snp/certificate-text";
import { amdView } from "@/lib/formats/snp/certificate-view";
import type { AmdEndorsements, Endorsements, TpmEndorsements } from "@/lib/rats/endorsements";
import type { CertificateView, CrlView, ValidityItem } from "@/lib/rats/inspection";
import { parseCertificate } from "@/lib/x509/certificate";
import { viewCertificate, viewPemChain, type VendorView } from "@/lib/x509/certificate-view";
import { describeCrl } from "@/lib/x509/crl-view";

/** What is drawn of the endorsements that a verdict stands on. Nothing is verified; what can't be read is left out. */
export interface EndorsementDescription {
  /** Certificates that came with the endorsements and not with the evidence. */
  readonly collateralCertificates: readonly CertificateView[];
  /** One bar for everything that has a validity, the evidence's own chain first. */
  readonly validity: readonly ValidityItem[];
  readonly crls: readonly CrlView[];
}

/** Certificates, revocation lists and validities; `own` are the certificates that the evidence carries itself. */
export async function describeEndorsements(given: {
  endorsements: Endorsements;
  own: readonly CertificateView[];
  crypto: CryptoPort;
}): Promise<EndorsementDescription> {
  const { endorsements, own, crypto } = given;
  const intel = await describeCollateral({ intel: endorsements.intel ?? {}, crypto });
  const amd = endorsements.amd ?? {};
  const collateralCertificates = distinct([
    ...intel.certificates,
    ...(await amdCertificates(amd, crypto)),
    ...(await tpmCertificates(endorsements.tpm ?? {}, crypto)),
  ]).filter(({ sha256 }) => !own.some((certificate) => certificate.sha256 === sha256));
  const crls = [...intel.crls, ...describeCrl("amdCrl", "AMD revocation list", amd.crl)];
  return {
    collateralCertificates,
    crls,
    validity: [
      ...distinct([...own, ...collateralCertificates]).map(certificateBar),
      ...crls.flatMap(crlBar),
      ...intel.documents,
    ],
  };
}

async function amdCertificates(
  { vcek, vlek, certChain }: AmdEndorsements,
  crypto: CryptoPort,
): Promise<readonly CertificateView[]> {
  const keys = await Promise.all([vcek, vlek].map((text) => oneCertificate(text, crypto)));
  return [...keys.flat(), ...(await chain(certChain, { crypto, vendor: amdView }))];
}

async function oneCertificate(
  text: string | undefined,
  crypto: CryptoPort,
): Promise<readonly CertificateView[]> {
  const der = text === undefined ? null : readCertificateText(text);
  const certificate = der?.ok ? parseCertificate(der.value, "COLLATERAL_INVALID") : null;
  return certificate?.ok ? [await viewCertificate(crypto, certificate.value, amdView)] : [];
}

async function tpmCertificates(
  { akCert, akCertChain }: TpmEndorsements,
  crypto: CryptoPort,
): Promise<readonly CertificateView[]> {
  const vendor: VendorView = {
    role: ({ subjectCommonName }) => subjectCommonName ?? "certificate",
  };
  return [
    ...(await chain(akCert, {
      crypto,
      vendor: { role: () => "Attestation key certificate" },
    })),
    ...(await chain(akCertChain, { crypto, vendor })),
  ];
}

async function chain(
  pem: string | undefined,
  given: { readonly crypto: CryptoPort; readonly vendor: VendorView },
): Promise<readonly CertificateView[]> {
  const views =
    pem === undefined ? null : await viewPemChain(pem, { ...given, code: "COLLATERAL_INVALID" });
  return views?.ok ? views.value : [];
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

function crlBar({ id, label, thisUpdate, nextUpdate }: CrlView): readonly ValidityItem[] {
  return nextUpdate === null
    ? []
    : [{ id, label, kind: "crl", notBefore: thisUpdate, notAfter: nextUpdate }];
}
