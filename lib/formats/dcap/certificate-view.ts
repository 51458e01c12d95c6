import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { CertificateView } from "@/lib/rats/inspection";
import type { Result } from "@/lib/rats/result";
import type { Certificate } from "@/lib/x509/certificate";
import { viewPemChain as viewChain, type VendorView } from "@/lib/x509/certificate-view";
import { readPckExtension, SGX_EXTENSION_OID, sgxTypeName } from "./pck-extension";

type Values = CertificateView["extensions"][number]["values"];

const intelView: VendorView = {
  role: ({ subjectCommonName }) => (subjectCommonName ?? "certificate").replace(/^Intel SGX /, ""),
  extensions: { [SGX_EXTENSION_OID]: { name: "SGX extension", values: sgxValues } },
};

/** The certificates of a PEM chain, decoded for people. Roles are the common names of Intel's PKI. */
export function viewPemChain(
  crypto: CryptoPort,
  pem: string,
): Promise<Result<readonly CertificateView[]>> {
  return viewChain(pem, { crypto, vendor: intelView, code: "PCK_CHAIN_INVALID" });
}

function one(name: string, value: string): Values {
  return [{ name, value }];
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
