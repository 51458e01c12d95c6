import type { Certificate } from "@/lib/x509/certificate";
import type { VendorView } from "@/lib/x509/certificate-view";
import { KEY_EXTENSIONS } from "./key-extensions";

const TITLES = {
  structVersion: "Structure version",
  productName: "Product",
  blSPL: "Boot loader patch level",
  teeSPL: "TEE patch level",
  snpSPL: "SNP patch level",
  spl4: "Reserved patch level 4",
  spl5: "Reserved patch level 5",
  spl6: "Reserved patch level 6",
  spl7: "Reserved patch level 7",
  ucodeSPL: "Microcode patch level",
  fmcSPL: "FMC patch level",
  hwID: "Chip id",
  cspID: "Cloud provider",
} as const satisfies Record<(typeof KEY_EXTENSIONS)[keyof typeof KEY_EXTENSIONS], string>;

/** Certificates of AMD's PKI: VCEK or VLEK with its extensions, ASK or ASVK, ARK. */
export const amdView: VendorView = {
  role: roleOf,
  extensions: Object.fromEntries(
    Object.entries(KEY_EXTENSIONS).map(([oid, name]) => [oid, { name: TITLES[name] }]),
  ),
};

/** AMD 57230: the common names are `SEV-VCEK`, `SEV-VLEK`, `SEV-Milan`, `SEV-VLEK-Milan`, `ARK-Milan`. */
function roleOf({ subjectCommonName }: Certificate): string {
  const name = subjectCommonName ?? "certificate";
  const [, key, product] = /^(ARK|SEV-VLEK|SEV)-(Milan|Genoa|Turin)$/.exec(name) ?? [];
  if (product === undefined) return name.replace(/^SEV-(VCEK|VLEK)$/, "$1");
  return `${key === "ARK" ? "ARK" : key === "SEV" ? "ASK" : "ASVK"}, ${product}`;
}
