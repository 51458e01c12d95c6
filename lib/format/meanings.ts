import type { CheckGroup, CheckStatus } from "@/lib/rats/check";
import type { TcbStatus } from "@/lib/rats/tcb-status";
import type { Assurance, Verdict } from "@/lib/rats/verdict";

/** A sentence for each word that the console uses; the same wherever one is explained. */
export const verdictMeanings = {
  affirming: "Genuine, and everything that the policy asks for holds.",
  warning: "Genuine, but the policy tolerated something that a stricter one would refuse.",
  contraindicated: "At least one check failed: do not rely on this evidence.",
  indeterminate:
    "It could not be decided, for example because collateral could not be had. Never to be treated as good.",
} satisfies Record<Verdict, string>;

export const assuranceMeanings = {
  hardware:
    "The vendor's hardware root vouches for the evidence, and the environment is not in debug mode.",
  "hardware-debug":
    "The vendor's hardware root vouches for it, but whoever runs the machine can read and change its memory.",
  "vendor-signed":
    "Signed by a vendor's service or key, without a proof that the hardware itself gives.",
  simulated: "Made by a simulator. It proves nothing about any hardware.",
} satisfies Record<Assurance, string>;

export const checkStatusMeanings = {
  pass: "Looked at, and as expected.",
  fail: "Looked at, and not as expected.",
  warn: "Not as expected, and the policy says that this may be.",
  skip: "Not looked at, with the reason why. It never counts as passed.",
} satisfies Record<CheckStatus, string>;

export const checkGroupMeanings = {
  format: "The bytes have the form that the specification names, and nothing more follows them.",
  chain: "Certificates lead from the signing key to the pinned root, each valid and none revoked.",
  collateral:
    "What the vendor says about platforms and revocation is signed, complete and in force.",
  binding: "The parts belong together: quoting enclave, attestation key and platform certificate.",
  signature: "The attestation key signed exactly these bytes.",
  tcb: "How well the platform is patched, by the vendor's list of levels.",
  policy: "What runs there, and how, is what the policy expects.",
  freshness: "The evidence was made for this question and not replayed.",
} satisfies Record<CheckGroup, string>;

/** After Intel's description of tcbStatus, PCS API v4, and of the quote verification library for the relaunch statuses. */
export const tcbStatusMeanings = {
  UpToDate: "The platform has every security update that Intel lists for it.",
  SWHardeningNeeded:
    "The platform is up to date; software inside has to defend itself against the advisories named.",
  ConfigurationNeeded:
    "The platform is up to date; its configuration needs a change against the advisories named.",
  ConfigurationAndSWHardeningNeeded:
    "Both: the configuration needs a change, and software has to defend itself.",
  TDRelaunchAdvised:
    "The TDX module was updated while this domain ran; start the domain again to be judged up to date.",
  TDRelaunchAdvisedConfigurationNeeded: "As before, and the configuration needs a change as well.",
  OutOfDate: "Security updates are missing on the platform.",
  OutOfDateConfigurationNeeded:
    "Security updates are missing, and the configuration needs a change.",
  Revoked: "Intel no longer vouches for platforms at this level.",
} satisfies Record<TcbStatus, string>;
