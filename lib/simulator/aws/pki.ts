import { SIMULATION_ORGANIZATION } from "@/lib/trust/trust-anchors";
import {
  authorityKeyIdentifier,
  basicConstraints,
  distinguishedName,
  keyUsage,
  subjectKeyIdentifier,
  writeCertificate,
  type CertificateSpec,
} from "../certificate-writer";
import { createSigningKey, type SigningKey } from "../signing-key";

/** The chain of an enclave, root first; the regional, zonal and instance certificates are CAs. */
export const NITRO_ROLES = ["root", "regional", "zonal", "instance", "enclave"] as const;
export type NitroRole = (typeof NITRO_ROLES)[number];

/** The keys of a simulated Nitro system, and its root, which is one for everything that it ever mints. */
export interface NitroPki {
  readonly keys: Readonly<Record<NitroRole, SigningKey>> & {
    /** Belongs to nobody: for signatures that must not be accepted. */
    readonly stranger: SigningKey;
    /** A key on the wrong curve. */
    readonly p256: SigningKey;
  };
  /** DER */
  readonly root: Uint8Array;
}

/** Makes all keys; some 10 ms, so tests share one. `subtle` defaults to the platform's WebCrypto. */
export async function createNitroPki(
  subtle: SubtleCrypto = globalThis.crypto.subtle,
): Promise<NitroPki> {
  const p384 = () => createSigningKey(subtle, "P-384");
  const [root, regional, zonal, instance, enclave, stranger, p256] = await Promise.all([
    p384(),
    p384(),
    p384(),
    p384(),
    p384(),
    p384(),
    createSigningKey(subtle, "P-256"),
  ]);
  const keys = { root, regional, zonal, instance, enclave, stranger, p256 };
  return { keys, root: await writeCertificate(rootSpec(keys)) };
}

const region = "sim-east-1";

/** Names as AWS spells them, under an organization that nobody can mistake for Amazon. */
function nitroName(commonName: string): Uint8Array {
  return distinguishedName(["C", "US"], ["O", SIMULATION_ORGANIZATION], ["CN", commonName]);
}

function names(moduleId: string): Readonly<Record<NitroRole, Uint8Array>> {
  const [instanceId = moduleId] = moduleId.split("-enc");
  return {
    root: nitroName("aws.nitro-enclaves"),
    regional: nitroName(`d3c9df74.${region}.aws.nitro-enclaves`),
    zonal: nitroName(`db5d852a.zonal.${region}.aws.nitro-enclaves`),
    instance: nitroName(`${instanceId}.${region}.aws.nitro-enclaves`),
    enclave: nitroName(`${moduleId}.${region}.aws`),
  };
}

export function rootSpec(keys: NitroPki["keys"]): CertificateSpec {
  const name = names("root").root;
  return {
    version: 2,
    serial: 0xf93175681b90afe1n,
    issuer: name,
    subject: name,
    notBefore: "2019-10-28T13:28:05Z",
    notAfter: "2049-10-28T14:28:05Z",
    key: keys.root,
    signer: keys.root,
    hash: "SHA-384",
    extensions: [
      basicConstraints(true),
      subjectKeyIdentifier(keys.root.keyId),
      keyUsage("digitalSignature", "keyCertSign", "crlSign"),
    ],
  };
}

const HOUR_MS = 3_600_000;

/** Hours before and after the moment of minting, as real certificates of each role have them. */
const validities: Readonly<Record<Exclude<NitroRole, "root">, readonly [number, number]>> = {
  regional: [-96, 384],
  zonal: [-24, 120],
  instance: [-3, 21],
  enclave: [-0.001, 3],
};

const pathLengths: Readonly<Partial<Record<NitroRole, number>>> = {
  regional: 2,
  zonal: 1,
  instance: 0,
};

/** Everything below the root, for one enclave at one moment. */
export function nitroSpec(
  keys: NitroPki["keys"],
  role: Exclude<NitroRole, "root">,
  given: { readonly moduleId: string; readonly atMs: number },
): CertificateSpec {
  const named = names(given.moduleId);
  const parent = NITRO_ROLES[NITRO_ROLES.indexOf(role) - 1] ?? "root";
  const [from, to] = validities[role];
  const isCa = role !== "enclave";
  return {
    version: 2,
    serial: BigInt(0x0192_0000 + NITRO_ROLES.indexOf(role)),
    issuer: named[parent],
    subject: named[role],
    notBefore: seconds(given.atMs + from * HOUR_MS),
    notAfter: seconds(given.atMs + to * HOUR_MS),
    key: keys[role],
    signer: keys[parent],
    hash: "SHA-384",
    extensions: [
      basicConstraints(isCa, pathLengths[role]),
      ...(isCa
        ? [
            authorityKeyIdentifier(keys[parent].keyId),
            subjectKeyIdentifier(keys[role].keyId),
            keyUsage("digitalSignature", "keyCertSign", "crlSign"),
          ]
        : [keyUsage("digitalSignature", "nonRepudiation")]),
    ],
  };
}

function seconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
