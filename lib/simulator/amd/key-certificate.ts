import type { AmdProduct, AmdSigner } from "@/lib/trust/endorsement-source";
import type { Extension } from "../certificate-writer";
import { der, integer } from "../der-writer";
import { amdName, issuerName, type AmdCertificateSpec, type AmdPki } from "./pki";
import { AMD_SCHEME } from "./rsa-key";

/** Security versions of a chip, by name. */
export interface ChipTcb {
  /** From Turin on. */
  readonly fmc: number;
  readonly bootloader: number;
  readonly tee: number;
  readonly snp: number;
  readonly microcode: number;
}

/** What a VCEK or VLEK is issued for. */
export interface ChipIdentity {
  readonly product: AmdProduct;
  readonly signer: AmdSigner;
  /** As the certificate spells the product: "Milan-B0". */
  readonly productName: string;
  readonly tcb: ChipTcb;
  /** 64 bytes, on Turin 8; for a VCEK. */
  readonly hwId: Uint8Array;
  /** For a VLEK. */
  readonly cspId: string;
}

const ARC = "1.3.6.1.4.1.3704.1";

/** One extension of AMD's; `suffix` is what follows AMD's arc: "3.8" is the microcode's patch level. */
export interface KeyExtension {
  readonly suffix: string;
  /** What stands inside the extension's OCTET STRING. */
  readonly value: Uint8Array;
}

/** AMD 57230, table "VCEK Certificate Custom Extensions", in the order that AMD writes them. */
export function keyExtensions(chip: ChipIdentity): readonly KeyExtension[] {
  const { tcb } = chip;
  const spl = (suffix: string, value: number) => ({ suffix, value: integer(value) });
  return [
    spl("1", chip.product === "Turin" ? 1 : 0),
    { suffix: "2", value: ia5String(chip.productName) },
    spl("3.1", tcb.bootloader),
    spl("3.2", tcb.tee),
    spl("3.4", 0),
    spl("3.5", 0),
    spl("3.6", 0),
    spl("3.7", 0),
    spl("3.3", tcb.snp),
    spl("3.8", tcb.microcode),
    ...(chip.product === "Turin" ? [spl("3.9", tcb.fmc)] : []),
    chip.signer === "vcek"
      ? { suffix: "4", value: chip.hwId }
      : { suffix: "5", value: ia5String(chip.cspId) },
  ];
}

export function ia5String(text: string): Uint8Array {
  return der(0x16, new TextEncoder().encode(text));
}

/** The certificate of the key that signs reports: no key usage, no basic constraints, serial number zero, as AMD has it. */
export async function keySpec(
  pki: AmdPki,
  chip: ChipIdentity,
  given: {
    readonly notBefore: string;
    readonly notAfter: string;
    readonly extensions: readonly KeyExtension[];
  },
): Promise<AmdCertificateSpec> {
  const { signer, product } = chip;
  return {
    serial: 0n,
    issuer: amdName(issuerName(signer, product)),
    subject: amdName(signer === "vcek" ? "SEV-VCEK" : "SEV-VLEK"),
    notBefore: given.notBefore,
    notAfter: given.notAfter,
    spki: pki.keys.chip.spki,
    signer: await pki.issuer(signer),
    scheme: AMD_SCHEME,
    extensions: given.extensions.map(({ suffix, value }): Extension => ({
      oid: `${ARC}.${suffix}`,
      critical: false,
      value,
    })),
  };
}
