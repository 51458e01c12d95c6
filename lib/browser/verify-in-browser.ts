import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import type { Attestation, AttestationMaterial } from "@/lib/contract/attestations";
import { callMemory } from "@/lib/crypto/content-cache";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { Verdict } from "@/lib/rats/verdict";
import { ok, type Result } from "@/lib/rats/result";
import { allChecks, differingChecks, type CheckDifference } from "./compare-results";
import { endorsementNames, storedEndorsements } from "./stored-endorsements";

export interface BrowserVerification {
  readonly result: AttestationResult;
  readonly serverVerdict: Verdict;
  /** Checks that this browser made, and that came out differently. */
  readonly differences: readonly CheckDifference[];
  /** How many checks can't be made in a browser; the verdict is open when there are any. */
  readonly leftToServer: number;
  /** Endorsements that were at hand, `intel.tcbInfo` … */
  readonly used: readonly string[];
  /** What this browser could not or did not look at, each a sentence. */
  readonly notChecked: readonly string[];
  /** Wall time in milliseconds. */
  readonly elapsedMs: number;
}

/**
 * Judges stored evidence once more, on this computer, with the same core and WebCrypto: same evidence, same stored
 * endorsements, same policy and the server's moment. Nothing is fetched. Loaded on demand: it brings the whole core.
 */
export async function verifyInBrowser(
  attestation: Attestation,
  material: AttestationMaterial,
): Promise<Result<BrowserVerification>> {
  const started = performance.now();
  const appraised = await appraiseEvidence(
    {
      ...attestation.request,
      evidence: material.wrapped ?? material.evidence,
      // Rows of old keep no keys: there the members themselves are what was at hand.
      endorsements: material.items.length === 0 ? material.endorsements : material.given,
      ...(material.eventLog === null ? {} : { eventLog: material.eventLog }),
      ...(material.submodules.length === 0 ? {} : { submodules: material.submodules }),
      verifyAt: attestation.result.verifiedAt,
    },
    {
      crypto: webCrypto(crypto.subtle),
      cache: callMemory(),
      endorsements: storedEndorsements(material),
      now: new Date(attestation.result.verifiedAt),
      elapsedMs: () => performance.now(),
    },
  );
  if (!appraised.ok) return appraised;
  const { result } = appraised.value;
  const left = allChecks(result).filter(({ code }) => code === "NOT_CHECKED_HERE");
  return ok({
    result,
    serverVerdict: attestation.result.verdict,
    differences: differingChecks(attestation.result, result).filter(
      ({ browser }) => browser?.code !== "NOT_CHECKED_HERE",
    ),
    leftToServer: left.length,
    used: endorsementNames(material),
    notChecked: [
      ...left.map(({ title, detail }) => `${title}: ${detail ?? "not in a browser"}.`),
      ...notChecked(attestation, material),
    ],
    elapsedMs: performance.now() - started,
  });
}

function notChecked(attestation: Attestation, material: AttestationMaterial): readonly string[] {
  const sentences = [
    "Whether this code, the evidence and the collateral are what this server should have sent: they came from it. Run the command line on a computer of yours for an independent answer.",
    "Whether the vendor has published newer collateral, or revoked a certificate after the stored lists were issued.",
  ];
  if (attestation.request.expected?.nonce !== undefined) {
    sentences.push(
      "Whether the nonce was issued by the server, or used before: only the server keeps that record. That the evidence carries it was checked.",
    );
  } else {
    sentences.push(
      "Whether the evidence is fresh: no nonce was expected, so a replay looks the same.",
    );
  }
  if (material.items.length === 0 && Object.keys(material.endorsements).length === 0) {
    sentences.push("Anything that needs collateral: none was stored with this attestation.");
  }
  return sentences;
}
