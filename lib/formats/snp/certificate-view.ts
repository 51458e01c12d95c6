import { toHex } from "@/lib/bytes/hex";
import type { CertificateView } from "@/lib/rats/inspection";
import type { Certificate } from "@/lib/x509/certificate";
import type { VendorView } from "@/lib/x509/certificate-view";
import { KEY_EXTENSIONS, readKeyExtensions } from "./key-extensions";

type Values = CertificateView["extensions"][number]["values"];

/** Extensions of VCEK and VLEK in words; the readers of plain numbers and texts do for most of them. */
const NAMES: Readonly<Record<(typeof KEY_EXTENSIONS)[keyof typeof KEY_EXTENSIONS], string>> = {
  structVersion: "Structure version (structVersion)",
  productName: "Product (productName)",
  blSPL: "Boot loader patch level (blSPL)",
  teeSPL: "TEE patch level (teeSPL)",
  snpSPL: "SNP firmware patch level (snpSPL)",
  spl4: "Reserved patch level 4",
  spl5: "Reserved patch level 5",
  spl6: "Reserved patch level 6",
  spl7: "Reserved patch level 7",
  ucodeSPL: "Microcode patch level (ucodeSPL)",
  fmcSPL: "FMC patch level (fmcSPL)",
  hwID: "Hardware id (hwID)",
  cspID: "Cloud provider (cspID)",
};

/** AMD's PKI for people: ARK, ASK or ASVK, and the key that signs reports. */
export const amdView: VendorView = {
  role: ({ subjectCommonName }) => roleOf(subjectCommonName),
  extensions: Object.fromEntries(
    Object.entries(KEY_EXTENSIONS).map(([oid, name]) => [
      oid,
      { name: NAMES[name], ...(name === "hwID" ? { values: hardwareId } : {}) },
    ]),
  ),
};

function roleOf(commonName: string | null): string {
  if (commonName === null) return "certificate";
  if (commonName === "SEV-VCEK" || commonName === "SEV-VLEK") return commonName.slice(4);
  if (commonName.startsWith("ARK-")) return `AMD root key (${commonName})`;
  if (commonName.startsWith("SEV-VLEK-")) return `VLEK signing key (${commonName})`;
  return commonName.startsWith("SEV-") ? `VCEK signing key (${commonName})` : commonName;
}

function hardwareId(certificate: Certificate): Values {
  const extensions = readKeyExtensions(certificate);
  const hwId = extensions.ok ? extensions.value.hwId : null;
  return [
    hwId
      ? { name: "Chip id", value: toHex(hwId) }
      : { name: "Not readable", value: extensions.ok ? "" : extensions.failure.detail },
  ];
}
