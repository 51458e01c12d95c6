import { derInteger, derTags, readDer } from "@/lib/bytes/der";
import { toHex } from "@/lib/bytes/hex";
import { latin1, utf8 } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { CertificateView } from "@/lib/rats/inspection";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "./certificate";
import { extensionOids } from "./extensions";
import { readPemChain, toPem } from "./pem";
import { toUtcTimestamp } from "./utc-timestamp";

type Values = CertificateView["extensions"][number]["values"];

/** What one vendor's PKI adds to the common view. Without a reader, values that are plain DER are decoded anyway. */
export interface VendorView {
  /** The place in the chain, in words. */
  readonly role: (certificate: Certificate) => string;
  /** Extensions of the vendor by OID. */
  readonly extensions?: Readonly<
    Record<
      string,
      { readonly name: string; readonly values?: (certificate: Certificate) => Values }
    >
  >;
}

const NAMES: Readonly<Record<string, string>> = {
  [extensionOids.subjectKeyId]: "Subject key identifier",
  [extensionOids.keyUsage]: "Key usage",
  [extensionOids.basicConstraints]: "Basic constraints",
  [extensionOids.authorityKeyId]: "Authority key identifier",
  [extensionOids.extendedKeyUsage]: "Extended key usage",
  "2.5.29.17": "Subject alternative names",
  "2.5.29.31": "CRL distribution points",
  "2.5.29.32": "Certificate policies",
  "1.3.6.1.5.5.7.1.1": "Authority information access",
};

/** A certificate decoded for people. Nothing is verified. */
export async function viewCertificate(
  crypto: CryptoPort,
  certificate: Certificate,
  vendor: VendorView,
): Promise<CertificateView> {
  return {
    role: vendor.role(certificate),
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
    extensions: certificate.extensions.map(({ oid, critical, value }) => {
      const own = vendor.extensions?.[oid];
      return {
        oid,
        name: own?.name ?? NAMES[oid] ?? oid,
        critical,
        values: own?.values?.(certificate) ?? commonValues(certificate, oid, value),
      };
    }),
  };
}

/** The certificates of a PEM chain in their order. Fails with `code` at the first that can't be read. */
export async function viewPemChain(
  pem: string,
  given: { readonly crypto: CryptoPort; readonly vendor: VendorView; readonly code: ReasonCode },
): Promise<Result<readonly CertificateView[]>> {
  const blocks = readPemChain(pem, given.code);
  if (!blocks.ok) return blocks;
  const views: CertificateView[] = [];
  for (const der of blocks.value) {
    const certificate = parseCertificate(der, given.code);
    if (!certificate.ok) return certificate;
    views.push(await viewCertificate(given.crypto, certificate.value, given.vendor));
  }
  return ok(views);
}

function commonValues(certificate: Certificate, oid: string, value: Uint8Array): Values {
  switch (oid) {
    case extensionOids.subjectKeyId:
      return one("Key id", certificate.subjectKeyId ?? toHex(value));
    case extensionOids.authorityKeyId:
      return one("Key id", certificate.authorityKeyId ?? toHex(value));
    case extensionOids.keyUsage:
      return one("Allowed", [...(certificate.keyUsage ?? [])].join(", "));
    case extensionOids.extendedKeyUsage:
      return one("Purposes", [...(certificate.extendedKeyUsage ?? [])].join(", "));
    case extensionOids.basicConstraints:
      return basicConstraints(certificate);
    case "2.5.29.31":
    case "1.3.6.1.5.5.7.1.1":
      return one("Address", /https?:[\x21-\x7e]+/.exec(latin1(value))?.[0] ?? toHex(value));
    default:
      return plainValue(value);
  }
}

/** A value that is one number or one text says more than its bytes. */
function plainValue(value: Uint8Array): Values {
  const node = readDer(value);
  if (node?.tag === derTags.integer) {
    const number = derInteger(node);
    if (number !== null) return one("Value", String(number));
  }
  if (node?.tag === derTags.ia5String || node?.tag === derTags.utf8String) {
    const text = utf8(node.content);
    if (text !== null) return one("Value", text);
  }
  return one("Bytes", toHex(value));
}

function basicConstraints({ isCa, pathLength }: Certificate): Values {
  return [
    { name: "CA", value: isCa ? "yes" : "no" },
    ...(pathLength === null ? [] : one("Path length", `${pathLength}`)),
  ];
}

function one(name: string, value: string): Values {
  return [{ name, value }];
}
