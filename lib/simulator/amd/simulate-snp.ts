import { fromHex } from "@/lib/bytes/hex";
import type { Simulation, SimulationOptions } from "../simulated-evidence";
import type { ChipTcb } from "./key-certificate";
import { DEFAULT_GUEST_POLICY, defaultTcb, mintSnp } from "./mint-snp";
import { createAmdPki } from "./pki";
import type { SnpReportFields } from "./report-writer";

const DIGESTS = {
  measurement: 48,
  hostData: 32,
  idKeyDigest: 48,
  authorKeyDigest: 48,
} as const;
type DigestName = keyof typeof DIGESTS;

const NAMES: readonly string[] = Object.keys(DIGESTS);

/** Milan's firmware of 2022. AMD gives patch levels no status: a policy with `minTcb` tells it from the default. */
const OLD_TCB: ChipTcb = { fmc: 1, bootloader: 2, tee: 0, snp: 5, microcode: 68 };

/** AMD SEV-SNP: a Milan guest's report, signed by a VCEK under a root of the installation's own. */
export const simulateSnp: Simulation = {
  evidenceType: "amd-sev-snp-report",
  measurementNames: NAMES,
  async simulate(options, subtle) {
    const tcb = options.tcb === "UpToDate" ? defaultTcb : OLD_TCB;
    const digests = digestsOf(options);
    const minted = await mintSnp({
      pki: await createAmdPki(subtle),
      at: options.at.toISOString().replace(/\.\d{3}Z$/, "Z"),
      report: {
        ...digests,
        // AUTHOR_KEY_EN: the digest stands for a key only together with it.
        ...(digests.authorKeyDigest ? { keyInfo: 1 } : {}),
        reportData: reportDataOf(options),
        policy: options.debug ? DEFAULT_GUEST_POLICY | (1n << 19n) : DEFAULT_GUEST_POLICY,
        reportedTcb: tcb,
        committedTcb: tcb,
        currentTcb: tcb,
        launchTcb: tcb,
      },
    });
    return {
      evidence: minted.evidence,
      endorsements: minted.endorsements,
      trustAnchors: minted.trustAnchors,
      eventLog: null,
    };
  },
};

/** The nonce at the beginning, zeros behind it: 64 bytes. */
function reportDataOf({ nonce }: SimulationOptions): Uint8Array {
  const reportData = new Uint8Array(64);
  if (nonce && nonce.length > 64) throw new RangeError("report data holds 64 bytes");
  if (nonce) reportData.set(nonce);
  return reportData;
}

function digestsOf({
  measurements,
}: SimulationOptions): Partial<Pick<SnpReportFields, DigestName>> {
  const digests: Partial<Record<DigestName, Uint8Array>> = {};
  for (const [name, hex] of Object.entries(measurements)) {
    const known = isDigestName(name) ? name : null;
    const bytes = known ? fromHex(hex, DIGESTS[known]) : null;
    if (!known || !bytes) {
      throw new RangeError(`${name} is none of ${NAMES.join(", ")}, or not as long as it must be`);
    }
    digests[known] = bytes;
  }
  return digests;
}

function isDigestName(name: string): name is DigestName {
  return NAMES.includes(name);
}
