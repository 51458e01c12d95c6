import { toBase64 } from "@/lib/bytes/base64";
import type { Simulation } from "../simulated-evidence";
import type { Members } from "./jws-writer";
import {
  DEFAULT_TOKEN_TIME,
  mintToken,
  timesOf,
  type MintedToken,
  type MintTokenOptions,
} from "./mint-token";
import { createTokenPki } from "./pki";

const NAMES = {
  measurement: "x-ms-sevsnpvm-launchmeasurement",
  hostData: "x-ms-sevsnpvm-hostdata",
  idKeyDigest: "x-ms-sevsnpvm-idkeydigest",
  authorKeyDigest: "x-ms-sevsnpvm-authorkeydigest",
} as const;
type MaaMeasurement = keyof typeof NAMES;

export interface MintMaaOptions extends MintTokenOptions {
  readonly issuer?: string;
  readonly nonce?: Uint8Array | null;
  /** Lower-case hex. */
  readonly measurements?: Readonly<Partial<Record<MaaMeasurement, string>>>;
  readonly isDebug?: boolean;
}

export const SIMULATED_MAA_ISSUER = "https://simulation.sim.attest.azure.net";

/** The token of a guest on a SEV-SNP machine that attests through its vTPM. */
export function mintMaa(options: MintMaaOptions): Promise<MintedToken> {
  const { issuer = SIMULATED_MAA_ISSUER } = options;
  return mintToken(
    {
      ...options,
      changeHeader: (header) => {
        const full = { ...header, jku: `${issuer}/certs` };
        return options.changeHeader?.(full) ?? full;
      },
    },
    maaTokenClaims(options, issuer),
  );
}

function maaTokenClaims(options: MintMaaOptions, issuer: string): Members {
  const { at = DEFAULT_TOKEN_TIME, nonce = null, isDebug = false } = options;
  return {
    ...timesOf(at, 8 * 3600),
    iss: issuer,
    jti: "c5".repeat(32),
    secureboot: true,
    "x-ms-attestation-type": "azurevm",
    "x-ms-azurevm-attestation-protocol-ver": "2.0",
    "x-ms-azurevm-bootdebug-enabled": false,
    "x-ms-azurevm-dbvalidated": true,
    "x-ms-azurevm-hypervisordebug-enabled": false,
    "x-ms-azurevm-kerneldebug-enabled": false,
    "x-ms-azurevm-testsigning-enabled": false,
    "x-ms-azurevm-vmid": "00000000-0000-4000-8000-000000000001",
    "x-ms-isolation-tee": machineClaims(options, isDebug),
    "x-ms-policy-hash": "c2ltdWxhdGVkLXBvbGljeS1oYXNoLW9mLTMyLWJ5dGVz",
    "x-ms-runtime": {
      "client-payload": { nonce: nonce === null ? "" : toBase64(nonce) },
      keys: [],
    },
    "x-ms-ver": "1.0",
  };
}

function machineClaims({ measurements = {} }: MintMaaOptions, isDebug: boolean): Members {
  const zeros = (bytes: number) => "00".repeat(bytes);
  const measured = { measurement: "d4".repeat(48), ...measurements };
  return {
    "x-ms-attestation-type": "sevsnpvm",
    "x-ms-compliance-status": "azure-compliant-cvm",
    "x-ms-sevsnpvm-launchmeasurement": measured.measurement,
    "x-ms-sevsnpvm-hostdata": measured.hostData ?? zeros(32),
    "x-ms-sevsnpvm-idkeydigest": measured.idKeyDigest ?? zeros(48),
    "x-ms-sevsnpvm-authorkeydigest": measured.authorKeyDigest ?? zeros(48),
    "x-ms-sevsnpvm-bootloader-svn": 4,
    "x-ms-sevsnpvm-tee-svn": 0,
    "x-ms-sevsnpvm-snpfw-svn": 24,
    "x-ms-sevsnpvm-microcode-svn": 219,
    "x-ms-sevsnpvm-familyId": `01${zeros(15)}`,
    "x-ms-sevsnpvm-imageId": `02${zeros(15)}`,
    "x-ms-sevsnpvm-guestsvn": 10,
    "x-ms-sevsnpvm-is-debuggable": isDebug,
    "x-ms-sevsnpvm-migration-allowed": false,
    "x-ms-sevsnpvm-reportdata": `${"e5".repeat(32)}${zeros(32)}`,
    "x-ms-sevsnpvm-reportid": "f6".repeat(32),
    "x-ms-sevsnpvm-smt-allowed": true,
    "x-ms-sevsnpvm-vmpl": 0,
  };
}

/** Microsoft Azure Attestation: the nonce in the client's payload. */
export const simulateMaa: Simulation = {
  evidenceType: "azure-maa-token",
  measurementNames: Object.keys(NAMES),
  async simulate({ at, nonce, measurements, debug, tcb }, subtle) {
    if (tcb !== "UpToDate") {
      throw new RangeError(
        "the token of a SEV-SNP guest has no TCB status; only UpToDate is possible",
      );
    }
    const unknown = Object.keys(measurements).find((name) => !(name in NAMES));
    if (unknown !== undefined) throw new RangeError(`${unknown} is no measurement of this token`);
    const minted = await mintMaa({
      pki: await createTokenPki("RS256", subtle),
      at: at.toISOString(),
      nonce,
      measurements,
      isDebug: debug,
    });
    const { evidence, endorsements, trustAnchors } = minted;
    return { evidence, endorsements, trustAnchors, eventLog: null };
  },
};
