import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { TpmEndorsements } from "@/lib/rats/endorsements";
import { toPem } from "@/lib/x509/pem";
import { joinBytes, pattern } from "../byte-writer";
import { writeAttest, type AttestFields } from "./attest-writer";
import {
  createTpmPki,
  mintTpmCertificates,
  type TpmCertificateHooks,
  type TpmCertificates,
  type TpmPki,
} from "./pki";
import {
  digestName,
  hashId,
  writePublicArea,
  writeSignature,
  type PublicAreaFields,
  type TpmHash,
  type TpmKey,
  type TpmKeyKind,
  type TpmScheme,
} from "./tpm-key";

export type PcrValues = ReadonlyMap<number, Uint8Array>;

/**
 * What to mint. Everything has a good default: all 24 PCRs of the SHA-256 bank, signed by an RSA key whose certificate
 * chains to the simulation root. Every change is made before the quote is signed, unless its name says otherwise.
 */
export interface MintTpmOptions {
  readonly pki?: TpmPki;
  /** ISO 8601, UTC. */
  readonly at?: string;
  readonly keyKind?: TpmKeyKind;
  /** The default is RSASSA for RSA keys and ECDSA for others. */
  readonly scheme?: TpmScheme;
  /** Of the signature and of the PCR digest. */
  readonly hash?: TpmHash;
  readonly saltLength?: number;
  readonly nonce?: Uint8Array;
  readonly bank?: TpmHash;
  /** Values of the bank; the quote selects exactly these. */
  readonly pcrs?: PcrValues;
  readonly attest?: Partial<AttestFields>;
  /** The signed bytes. */
  readonly attestBytes?: (bytes: Uint8Array) => Uint8Array;
  readonly publicArea?: Partial<PublicAreaFields>;
  /** The key that signs, where it is not the key that is named. */
  readonly signer?: TpmKey;
  /** What vouches for the key: its certificate, the request, or nothing. */
  readonly vouchedBy?: "certificate" | "request" | "nothing";
  readonly certificates?: TpmCertificateHooks;
  /** After signing: values beside the quote. */
  readonly suppliedPcrs?: (values: PcrValues) => PcrValues;
  /** After signing: r‖s or the RSA signature. */
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  /** After signing: the whole TPMT_SIGNATURE. */
  readonly signatureBytes?: (bytes: Uint8Array) => Uint8Array;
  /** The finished JSON's members. */
  readonly members?: (
    members: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
}

export interface MintedTpm {
  readonly evidence: Uint8Array;
  readonly endorsements: { readonly tpm: TpmEndorsements };
  /** PEM of the simulated root. */
  readonly trustAnchors: readonly string[];
  readonly at: string;
  /** TPMS_ATTEST: what is signed. */
  readonly attest: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicArea: Uint8Array;
  readonly certificates: TpmCertificates;
}

export const MINTED_AT = "2026-06-01T00:00:00Z";

export const defaultNonce = pattern(60, 32);

/** Values as after a boot: distinct where firmware and boot loader measure, else as the TPM starts them. */
export function defaultPcrs(bank: TpmHash = "sha256"): PcrValues {
  const size = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }[bank];
  return new Map(
    Array.from({ length: 24 }, (_, pcr): [number, Uint8Array] => {
      if (pcr <= 9) return [pcr, pattern(100 + pcr, size)];
      return [pcr, new Uint8Array(size).fill(pcr >= 17 && pcr <= 22 ? 0xff : 0)];
    }),
  );
}

/** Mints a TPM quote with everything that it takes to judge it, under a root of our own. */
export async function mintTpm(options: MintTpmOptions = {}): Promise<MintedTpm> {
  const pki = options.pki ?? (await createTpmPki());
  const { vouchedBy = "certificate", at = MINTED_AT, bank = "sha256" } = options;
  const ak = pki.aks[options.keyKind ?? "rsa-2048"];
  const certificates = await mintTpmCertificates(pki, ak, options.certificates);
  const quote = await mintTpmQuote(pki.subtle, ak, options);
  const values = options.pcrs ?? defaultPcrs(bank);
  const supplied = options.suppliedPcrs?.(values) ?? values;
  const members = {
    attest: toBase64(quote.attest),
    signature: toBase64(quote.signature),
    pcrs: { [bank]: Object.fromEntries([...supplied].map(([pcr, value]) => [pcr, toHex(value)])) },
    akPublicKey: toBase64(quote.publicArea),
    ...(vouchedBy === "certificate" ? akCertificates(certificates) : {}),
  };
  return {
    evidence: utf8Bytes(JSON.stringify(options.members?.(members) ?? members)),
    endorsements: {
      tpm: vouchedBy === "request" ? { akPublicKey: toBase64(quote.publicArea) } : {},
    },
    trustAnchors: [toPem(certificates.root, "CERTIFICATE")],
    at,
    ...quote,
    certificates,
  };
}

function akCertificates({ ak, ca, root }: TpmCertificates) {
  return {
    akCert: toPem(ak, "CERTIFICATE"),
    akCertChain: toPem(ca, "CERTIFICATE") + toPem(root, "CERTIFICATE"),
  };
}

/** The signed part alone, as other kinds of evidence carry it. */
export async function mintTpmQuote(
  subtle: SubtleCrypto,
  ak: TpmKey,
  options: MintTpmOptions,
): Promise<Pick<MintedTpm, "attest" | "signature" | "publicArea">> {
  const { hash = defaultHash(ak), bank = "sha256", saltLength } = options;
  const scheme = options.scheme ?? (ak.kind === "rsa-2048" ? "RSASSA" : "ECDSA");
  const publicArea = writePublicArea(ak, { scheme, hash }, options.publicArea);
  const values = options.pcrs ?? defaultPcrs(bank);
  const sorted = [...values].sort(([a], [b]) => a - b);
  const digest = (data: Uint8Array) =>
    subtle.digest(digestName(hash), new Uint8Array(data)).then((buffer) => new Uint8Array(buffer));
  const written = writeAttest({
    magic: 0xff544347,
    type: 0x8018,
    qualifiedSigner: joinBytes([
      Uint8Array.of(0, hashId("sha256")),
      new Uint8Array(await subtle.digest("SHA-256", new Uint8Array(publicArea))),
    ]),
    extraData: options.nonce ?? defaultNonce,
    clock: 123_456_789n,
    resetCount: 3,
    restartCount: 1,
    safe: 1,
    firmwareVersion: 0x2026_0101_0000_0001n,
    selections: [{ bank, pcrs: sorted.map(([pcr]) => pcr) }],
    pcrDigest: await digest(joinBytes(sorted.map(([, value]) => value))),
    trailing: new Uint8Array(0),
    ...options.attest,
  });
  const attest = options.attestBytes?.(written) ?? written;
  const signed = await writeSignature(options.signer ?? ak, attest, {
    scheme,
    hash,
    ...(saltLength === undefined ? {} : { saltLength }),
    ...(options.signature ? { change: options.signature } : {}),
  });
  return { attest, signature: options.signatureBytes?.(signed) ?? signed, publicArea };
}

function defaultHash({ kind }: TpmKey): TpmHash {
  if (kind === "p-521") return "sha512";
  return kind === "p-384" ? "sha384" : "sha256";
}
