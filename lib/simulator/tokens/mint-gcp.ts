import { toHex } from "@/lib/bytes/hex";
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

export interface MintGcpOptions extends MintTokenOptions {
  readonly nonces?: readonly string[];
  readonly audience?: string;
  readonly imageDigest?: string;
  readonly isDebug?: boolean;
}

export const SIMULATED_IMAGE = `sha256:${"a1".repeat(32)}`;

/** A token as Confidential Space's launcher gets it for a workload. */
export function mintGcp(options: MintGcpOptions): Promise<MintedToken> {
  return mintToken(options, gcpTokenClaims(options));
}

function gcpTokenClaims(options: Omit<MintGcpOptions, "pki">): Members {
  const { at = DEFAULT_TOKEN_TIME, nonces = [], isDebug = false } = options;
  const zone = "sim-west1-b";
  const project = "simulated-project";
  const [nonce] = nonces;
  return {
    aud: options.audience ?? "https://sts.googleapis.com",
    ...timesOf(at, 3600),
    iss: "https://confidentialcomputing.googleapis.com",
    sub: `https://www.googleapis.com/compute/v1/projects/${project}/zones/${zone}/instances/simulated-vm`,
    ...(nonce === undefined ? {} : { eat_nonce: nonces.length === 1 ? nonce : nonces }),
    secboot: true,
    oemid: 11129,
    hwmodel: "GCP_INTEL_TDX",
    swname: "CONFIDENTIAL_SPACE",
    swversion: ["260600"],
    dbgstat: isDebug ? "enabled" : "disabled-since-boot",
    submods: {
      confidential_space: {
        ...(isDebug ? {} : { support_attributes: ["LATEST", "STABLE", "USABLE"] }),
        monitoring_enabled: { memory: false },
      },
      container: {
        image_reference: "sim-docker.pkg.dev/simulated-project/workload:1.0",
        image_digest: options.imageDigest ?? SIMULATED_IMAGE,
        restart_policy: "Never",
        image_id: `sha256:${"b2".repeat(32)}`,
        env: { HOSTNAME: "simulated-vm" },
        args: ["/serve"],
      },
      gce: {
        zone,
        project_id: project,
        project_number: "100000000001",
        instance_name: "simulated-vm",
        instance_id: "1000000000000000001",
      },
    },
    google_service_accounts: ["workload@simulated-project.iam.gserviceaccount.com"],
  };
}

/** Google Confidential Space: the nonce as hex text. */
export const simulateGcp: Simulation = {
  evidenceType: "gcp-confidential-space-token",
  measurementNames: ["imageDigest"],
  async simulate({ at, nonce, measurements, debug, tcb }, subtle) {
    if (tcb !== "UpToDate") {
      throw new RangeError(
        "a Confidential Space token says nothing of patch levels; only UpToDate is possible",
      );
    }
    const { imageDigest, ...others } = measurements;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new RangeError(`${unknown} is no measurement of this token`);
    const minted = await mintGcp({
      pki: await createTokenPki("RS256", subtle),
      at: at.toISOString(),
      nonces: nonce === null ? [] : [toHex(nonce)],
      isDebug: debug,
      ...(imageDigest === undefined ? {} : { imageDigest }),
    });
    const { evidence, endorsements, trustAnchors } = minted;
    return { evidence, endorsements, trustAnchors, eventLog: null };
  },
};
