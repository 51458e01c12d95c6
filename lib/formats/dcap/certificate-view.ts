import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { CertificateView } from "@/lib/rats/inspection";
import { ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { readPemChain, toPem } from "@/lib/x509/pem";
import { readPckExtension, SGX_EXTENSION_OID, sgxTypeName } from "./pck-extension";
import { toUtcTimestamp } from "./rfc3339";

type Extension = CertificateView["extensions"][number];
type Values = Extension["values"];

const NAMES: Readonly<Record<string, string>> = {
  "2.5.29.14": "Subject key identifier",
  "2.5.29.15": "Key usage",
  "2.5.29.19": "Basic constraints",
  "2.5.29.31": "CRL distribution points",
  "2.5.29.35": "Authority key identifier",
  "2.5.29.37": "Extended key usage",
  [SGX_EXTENSION_OID]: "SGX extension",
};

/** The certificates of a PEM chain, decoded for people. Roles are the common names of Intel's PKI. */
export async function viewPemChain(
  crypto: CryptoPort,
  pem: string,
): Promise<Result<readonly CertificateView[]>> {
  const blocks = readPemChain(pem, "PCK_CHAIN_INVALID");
  if (!blocks.ok) return blocks;
  const views: CertificateView[] = [];
  for (const der of blocks.value) {
    const certificate = parseCertificate(der, "PCK_CHAIN_INVALID");
    if (!certificate.ok) return certificate;
    views.push(await viewCertificate(crypto, certificate.value));
  }
  return ok(views);
}

async function viewCertificate(
  crypto: CryptoPort,
  certificate: Certificate,
): Promise<CertificateView> {
  return {
    role: (certificate.subjectCommonName ?? "certificate").replace(/^Intel SGX /, ""),
    subject: certificate.subject,
    issuer: certificate.issuer,
    serial: certificate.serial,
    notBefore: toUtcTimestamp(certificate.notBefore),
    notAfter: toUtcTimestamp(certificate.notAfter),
    sha256: toHex(await crypto.digest("SHA-256", certificate.der)),
    keyAlgorithm: certificate.keyAlgorithm,
    signatureAlgorithm: certificate.signatureAlgorithm,
    isCa: certificate.isCa,
    pem: toPem(certificate.der, "CERTIFICATE"),
    extensions: certificate.extensions.map(({ oid, critical, value }) => ({
      oid,
      name: NAMES[oid] ?? oid,
      critical,
      values: extensionValues(certificate, oid, value),
    })),
  };
}

function extensionValues(certificate: Certificate, oid: string, value: Uint8Array): Values {
  switch (oid) {
    case "2.5.29.14":
      return one("Key id", certificate.subjectKeyId ?? toHex(value));
    case "2.5.29.35":
      return one("Key id", certificate.authorityKeyId ?? toHex(value));
    case "2.5.29.15":
      return one("Allowed", [...(certificate.keyUsage ?? [])].join(", "));
    case "2.5.29.19":
      return basicConstraints(certificate);
    case "2.5.29.31":
      return one("Address", printable(value));
    case SGX_EXTENSION_OID:
      return sgxValues(certificate);
    default:
      return one("Bytes", toHex(value));
  }
}

function one(name: string, value: string): Values {
  return [{ name, value }];
}

function basicConstraints({ isCa, pathLength }: Certificate): Values {
  return [
    { name: "CA", value: isCa ? "yes" : "no" },
    ...(pathLength === null ? [] : one("Path length", `${pathLength}`)),
  ];
}

/** The addresses inside a distribution point: its only printable text. */
function printable(value: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(value);
  return /https?:[\x21-\x7e]+/.exec(text)?.[0] ?? toHex(value);
}

function sgxValues(certificate: Certificate): Values {
  const extension = readPckExtension(certificate);
  if (!extension.ok) return one("Not readable", extension.failure.detail);
  const { value } = extension;
  const { configuration } = value;
  return [
    { name: "FMSPC", value: value.fmspc },
    { name: "PCEID", value: value.pceId },
    { name: "PPID", value: toHex(value.ppid) },
    { name: "PCESVN", value: `${value.pceSvn}` },
    { name: "CPUSVN", value: toHex(value.cpuSvn) },
    { name: "SGX type", value: sgxTypeName(value.sgxType) },
    ...value.components.map((svn, index) => ({
      name: `TCB component ${`${index + 1}`.padStart(2, "0")}`,
      value: `${svn}`,
    })),
    ...(value.platformInstanceId
      ? one("Platform instance id", toHex(value.platformInstanceId))
      : []),
    ...(configuration
      ? [
          { name: "Dynamic platform", value: yesNo(configuration.dynamicPlatform) },
          { name: "Cached keys", value: yesNo(configuration.cachedKeys) },
          { name: "SMT enabled", value: yesNo(configuration.smtEnabled) },
        ]
      : []),
  ];
}

function yesNo(flag: boolean): string {
  return flag ? "yes" : "no";
}
