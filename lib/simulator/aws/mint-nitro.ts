import type { Endorsements } from "@/lib/rats/endorsements";
import { toPem } from "@/lib/x509/pem";
import { pattern } from "../byte-writer";
import { cbor, writeSign1, type CborPair } from "../cbor-writer";
import { writeCertificate, type CertificateSpec } from "../certificate-writer";
import { createNitroPki, NITRO_ROLES, nitroSpec, rootSpec, type NitroPki } from "./pki";
import type { NitroRole } from "./pki";

type Change<T> = (value: T, pki: NitroPki) => T;

/**
 * What to mint. Everything has a good default; every change is made before the document is signed, unless its name says
 * otherwise, so that a broken document reaches the one check that it is meant for.
 */
export interface MintNitroOptions {
  readonly pki?: NitroPki;
  /** ISO 8601, UTC: when the document is made. */
  readonly at?: string;
  /** Milliseconds since 1970; the moment of `at` when absent. */
  readonly timestamp?: number;
  readonly moduleId?: string;
  /** By register number; those that are left out have their defaults. */
  readonly pcrs?: Readonly<Record<number, Uint8Array>>;
  /** The console is attached: PCR 0 to 2 are zero. */
  readonly isDebug?: boolean;
  /** Null is written as null. */
  readonly nonce?: Uint8Array | null;
  readonly userData?: Uint8Array | null;
  readonly publicKey?: Uint8Array | null;

  readonly certificates?: Partial<Readonly<Record<NitroRole, Change<CertificateSpec>>>>;
  /** The leaf's DER as the document carries it. */
  readonly leafBytes?: (der: Uint8Array) => Uint8Array;
  /** DER, root first. */
  readonly bundle?: (bundle: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly members?: (members: readonly CborPair[]) => readonly CborPair[];
  /** Written with a definite length; the module itself writes an indefinite one. */
  readonly isDefinite?: boolean;
  readonly payload?: (payload: Uint8Array) => Uint8Array;
  readonly protectedHeader?: Uint8Array;
  readonly unprotectedHeader?: Uint8Array;
  readonly isTagged?: boolean;
  /** Signs instead of the enclave certificate's key. */
  readonly sign?: (toBeSigned: Uint8Array, pki: NitroPki) => Promise<Uint8Array>;
  /** The finished bytes. */
  readonly document?: (document: Uint8Array) => Uint8Array;
}

export interface MintedNitro {
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  /** PEM of the simulated root. */
  readonly trustAnchors: readonly string[];
  readonly at: string;
}

export const NITRO_MINTED_AT = "2026-06-01T00:00:00Z";
export const NITRO_MODULE_ID = "i-0123456789abcdef0-enc0192f00dcafe0001";

/** Distinct values for the measured registers, zero for the rest, as a module that nobody extended has them. */
export function defaultPcrs(isDebug = false): Readonly<Record<number, Uint8Array>> {
  const zero = new Uint8Array(48);
  return Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => [
      index,
      index > 4 || (isDebug && index < 3) ? zero : pattern(0x50 + index, 48),
    ]),
  );
}

/** Mints an attestation document with the chain that it needs. */
export async function mintNitro(options: MintNitroOptions = {}): Promise<MintedNitro> {
  const pki = options.pki ?? (await createNitroPki());
  const at = options.at ?? NITRO_MINTED_AT;
  const atMs = Date.parse(at);
  const moduleId = options.moduleId ?? NITRO_MODULE_ID;
  const certificates = await mintChain(pki, { options, atMs, moduleId });
  const [leaf = new Uint8Array(0), ...issuers] = certificates.toReversed();
  const bundle = issuers.toReversed();
  const pcrs = { ...defaultPcrs(options.isDebug), ...options.pcrs };
  const members: readonly CborPair[] = [
    ["module_id", cbor.text(moduleId)],
    ["digest", cbor.text("SHA384")],
    ["timestamp", cbor.integer(options.timestamp ?? atMs)],
    [
      "pcrs",
      cbor.map(
        ...Object.entries(pcrs).map(([index, value]): CborPair => [
          Number(index),
          cbor.bytes(value),
        ]),
      ),
    ],
    ["certificate", cbor.bytes(options.leafBytes?.(leaf) ?? leaf)],
    ["cabundle", cbor.array(...(options.bundle?.(bundle) ?? bundle).map(cbor.bytes))],
    ["public_key", optional(options.publicKey)],
    ["user_data", optional(options.userData)],
    ["nonce", optional(options.nonce)],
  ];
  const write = options.isDefinite === true ? cbor.map : cbor.indefiniteMap;
  const payload = write(...(options.members?.(members) ?? members));
  const document = await writeSign1({
    protectedHeader: options.protectedHeader ?? cbor.map([1, cbor.integer(-35)]),
    unprotectedHeader: options.unprotectedHeader ?? cbor.map(),
    payload: options.payload?.(payload) ?? payload,
    sign: (data) => options.sign?.(data, pki) ?? pki.keys.enclave.sign(data, "SHA-384"),
    isTagged: options.isTagged ?? false,
  });
  return {
    evidence: options.document?.(document) ?? document,
    endorsements: {},
    trustAnchors: [toPem(certificates[0] ?? pki.root, "CERTIFICATE")],
    at,
  };
}

/** DER, root first. */
async function mintChain(
  pki: NitroPki,
  given: { readonly options: MintNitroOptions; readonly atMs: number; readonly moduleId: string },
): Promise<readonly Uint8Array[]> {
  const { options, atMs, moduleId } = given;
  return Promise.all(
    NITRO_ROLES.map((role) => {
      const change = options.certificates?.[role];
      if (role === "root") {
        return change ? writeCertificate(change(rootSpec(pki.keys), pki)) : pki.root;
      }
      const spec = nitroSpec(pki.keys, role, { moduleId, atMs });
      return writeCertificate(change?.(spec, pki) ?? spec);
    }),
  );
}

function optional(value: Uint8Array | null | undefined): Uint8Array {
  return value ? cbor.bytes(value) : cbor.null;
}
