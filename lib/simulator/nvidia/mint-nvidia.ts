import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { Simulation, SimulationOptions } from "../simulated-evidence";
import { writeJws, writeUnsigned, type Members } from "../tokens/jws-writer";
import { DEFAULT_TOKEN_TIME, timesOf } from "../tokens/mint-token";
import {
  createTokenPki,
  keySetOf,
  signerChain,
  trustAnchorsOf,
  type TokenPki,
} from "../tokens/pki";
import { deviceTokenClaims } from "./device-claims";

export interface MintNvidiaOptions {
  readonly pki: TokenPki;
  /** ISO 8601. Default: 2026-06-01T00:00:00Z. */
  readonly at?: string;
  /** 32 bytes. Default: all 0x11. */
  readonly nonce?: Uint8Array;
  /** How many GPUs; default 1. */
  readonly devices?: number;
  readonly isDebug?: boolean;
  readonly keyIn?: "key set" | "header";
  readonly isLocal?: boolean;
  /** The local verifier signs nothing; an operator may. Default: false. The service always signs. */
  readonly isLocalSigned?: boolean;
  /** Last changes before signing. */
  readonly changeDevice?: (claims: Members, index: number) => Members;
  readonly changeOverall?: (claims: Members) => Members;
  readonly changeHeader?: (header: Members) => Members;
  /** After the digests have been made. */
  readonly changeBundle?: (bundle: NvidiaBundle) => unknown;
}

export type NvidiaBundle = readonly [readonly ["JWT", string], Readonly<Record<string, string>>];

export interface MintedNvidia {
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  /** PEM */
  readonly trustAnchors: readonly string[];
  readonly at: string;
}

const SERVICE = "https://nras.attestation.nvidia.com";
const LOCAL = "NVAT-LOCAL-VERIFIER";

/** A bundle of NVIDIA's service, or the output of the local verifier. */
export async function mintNvidia(options: MintNvidiaOptions): Promise<MintedNvidia> {
  const { pki, at = DEFAULT_TOKEN_TIME, devices = 1, isLocal = false, isDebug = false } = options;
  const nonce = toHex(options.nonce ?? new Uint8Array(32).fill(0x11));
  const common = { ...timesOf(at, 3600), iss: isLocal ? LOCAL : SERVICE, eat_nonce: nonce };
  const tokens: [string, string][] = [];
  for (let index = 0; index < devices; index++) {
    const claims = { ...common, ...deviceTokenClaims(index, isDebug) };
    tokens.push([
      `GPU-${index}`,
      await write(options, options.changeDevice?.(claims, index) ?? claims),
    ]);
  }
  const overall = {
    ...common,
    sub: "NVIDIA-PLATFORM-ATTESTATION",
    "x-nvidia-overall-att-result": true,
    "x-nvidia-ver": "3.0",
    submods: Object.fromEntries(
      await Promise.all(
        tokens.map(async ([name, token]) => [
          name,
          ["DIGEST", [isLocal ? "SHA256" : "SHA-256", await sha256(pki, token)]],
        ]),
      ),
    ),
  };
  const bundle: NvidiaBundle = [
    ["JWT", await write(options, options.changeOverall?.(overall) ?? overall)],
    Object.fromEntries(tokens),
  ];
  const changed = options.changeBundle?.(bundle) ?? bundle;
  const document = isLocal
    ? { claims: [], detached_eat: changed, result_code: 0, result_message: "Ok" }
    : changed;
  return {
    evidence: utf8Bytes(JSON.stringify(document)),
    endorsements:
      isUnsigned(options) || options.keyIn === "header"
        ? {}
        : { jwks: await keySetOf(pki, Date.parse(at)) },
    trustAnchors: trustAnchorsOf(pki),
    at,
  };
}

function isUnsigned({ isLocal = false, isLocalSigned = false }: MintNvidiaOptions): boolean {
  return isLocal && !isLocalSigned;
}

async function write(options: MintNvidiaOptions, claims: Members): Promise<string> {
  const { pki, at = DEFAULT_TOKEN_TIME, keyIn = "key set" } = options;
  if (isUnsigned(options)) return writeUnsigned(claims);
  const { signer } = pki;
  const header: Members = {
    alg: signer.alg,
    typ: "JWT",
    ...(keyIn === "key set"
      ? { kid: signer.kid }
      : { x5c: await signerChain(pki, Date.parse(at)) }),
  };
  return writeJws({ header: options.changeHeader?.(header) ?? header, claims, signer });
}

async function sha256({ subtle }: TokenPki, text: string): Promise<string> {
  return toHex(new Uint8Array(await subtle.digest("SHA-256", new Uint8Array(utf8Bytes(text)))));
}

/** NVIDIA's attestation service: one GPU. */
export const simulateNras: Simulation = simulation("nvidia-nras-token", false);

/** NVIDIA's local verifier: one GPU, signed by the operator who runs it; unsigned, no policy ever accepts it. */
export const simulateNvidiaGpu: Simulation = simulation("nvidia-gpu-report", true);

function simulation(
  evidenceType: "nvidia-nras-token" | "nvidia-gpu-report",
  isLocal: boolean,
): Simulation {
  return {
    evidenceType,
    measurementNames: [],
    async simulate(options: SimulationOptions, subtle) {
      const { at, nonce, measurements, debug, tcb } = options;
      const [unknown] = Object.keys(measurements);
      if (unknown !== undefined) throw new RangeError(`${unknown} is no measurement of this token`);
      if (tcb !== "UpToDate") {
        throw new RangeError("a GPU's token has no TCB status; only UpToDate is possible");
      }
      const minted = await mintNvidia({
        pki: await createTokenPki("ES384", subtle),
        at: at.toISOString(),
        isDebug: debug,
        isLocal,
        isLocalSigned: isLocal,
        ...(nonce === null ? {} : { nonce }),
      });
      const { evidence, endorsements, trustAnchors } = minted;
      return { evidence, endorsements, trustAnchors, eventLog: null };
    },
  };
}
