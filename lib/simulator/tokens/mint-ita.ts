import { toBase64 } from "@/lib/bytes/base64";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
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

const TDX_NAMES = [
  ...["mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3"],
  ...["mrseam", "mrsignerseam", "mrconfigid", "mrowner", "mrownerconfig"],
];
const SGX_NAMES = ["mrenclave", "mrsigner"];

export interface MintItaOptions extends MintTokenOptions {
  readonly tee?: "tdx" | "sgx";
  /** 1: claims at the top; 2: one object for each attester. */
  readonly claimsVersion?: 1 | 2;
  readonly nonce?: Uint8Array | null;
  readonly heldData?: Uint8Array;
  /** Lower-case hex by contract name. */
  readonly measurements?: Readonly<Record<string, string>>;
  readonly tcbStatus?: string;
  readonly isDebug?: boolean;
}

/** A token of Intel Trust Authority, with the report data that binds nonce and held data. */
export async function mintIta(options: MintItaOptions): Promise<MintedToken> {
  return mintToken(options, await itaTokenClaims(options));
}

async function itaTokenClaims(options: MintItaOptions): Promise<Members> {
  const {
    at = DEFAULT_TOKEN_TIME,
    tee = "tdx",
    claimsVersion = 1,
    tcbStatus = "UpToDate",
  } = options;
  const attester = {
    ...(await teeClaims(options, tee)),
    attester_type: tee.toUpperCase(),
    attester_tcb_status: tcbStatus,
    attester_tcb_date: "2026-02-11T00:00:00Z",
    attester_advisory_ids: tcbStatus === "UpToDate" ? [] : ["INTEL-SA-00586"],
    dbgstat: options.isDebug === true ? "enabled" : "disabled",
  };
  return {
    ...(claimsVersion === 1 ? attester : { [tee]: attester }),
    eat_profile: "https://portal.trustauthority.intel.com/eat_profile.html",
    intuse: "generic",
    policy_ids_matched: [],
    policy_ids_unmatched: [],
    verifier_instance_ids: ["00000000-0000-4000-8000-000000000002"],
    ver: `${claimsVersion}.0.0`,
    jti: "00000000-0000-4000-8000-000000000003",
    ...timesOf(at, 300),
    iss: "https://portal.trustauthority.intel.com",
  };
}

async function teeClaims(options: MintItaOptions, tee: "tdx" | "sgx"): Promise<Members> {
  const { pki, at = DEFAULT_TOKEN_TIME, nonce = null, measurements = {} } = options;
  const heldData = options.heldData ?? new Uint8Array(0);
  const issued = utf8Bytes(at);
  const bound = concatBytes(...(nonce === null ? [] : [nonce, issued]), heldData);
  const hash = tee === "tdx" ? "SHA-512" : "SHA-256";
  const reportData = new Uint8Array(64);
  if (bound.length > 0) {
    reportData.set(new Uint8Array(await pki.subtle.digest(hash, new Uint8Array(bound))));
  }
  const names = tee === "tdx" ? TDX_NAMES : SGX_NAMES;
  const bytes = tee === "tdx" ? 48 : 32;
  return {
    ...Object.fromEntries(
      names.map((name) => [`${tee}_${name}`, measurements[name] ?? "00".repeat(bytes)]),
    ),
    [`${tee}_report_data`]: toHex(reportData),
    [`${tee}_is_debuggable`]: options.isDebug === true,
    ...(tee === "tdx"
      ? {
          tdx_td_attributes: "0000001000000000",
          tdx_xfam: "e702060000000000",
          tdx_seam_attributes: "00".repeat(8),
          tdx_tee_tcb_svn: "05010200000000000000000000000000",
        }
      : { sgx_isvprodid: 0, sgx_isvsvn: 1 }),
    ...(nonce === null
      ? {}
      : { verifier_nonce: { val: toBase64(nonce), iat: toBase64(issued), signature: "" } }),
    ...(heldData.length === 0 ? {} : { attester_held_data: toBase64(heldData) }),
  };
}

/** Intel Trust Authority, for a trust domain. */
export const simulateIta: Simulation = {
  evidenceType: "intel-trust-authority-token",
  measurementNames: TDX_NAMES,
  async simulate({ at, nonce, measurements, debug, tcb }, subtle) {
    const unknown = Object.keys(measurements).find((name) => !TDX_NAMES.includes(name));
    if (unknown !== undefined) throw new RangeError(`${unknown} is no measurement of this token`);
    const minted = await mintIta({
      pki: await createTokenPki("PS384", subtle),
      at: at.toISOString(),
      nonce,
      measurements,
      isDebug: debug,
      tcbStatus: tcb,
    });
    const { evidence, endorsements, trustAnchors } = minted;
    return { evidence, endorsements, trustAnchors, eventLog: null };
  },
};
