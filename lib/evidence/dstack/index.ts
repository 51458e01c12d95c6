import type { EvidenceScheme, OpenedEvidence, VerificationTools } from "@/lib/evidence/scheme";
import { tdxScheme } from "@/lib/evidence/tdx";
import { eventLogChecks } from "@/lib/formats/event-log/event-log-checks";
import { signedRtmrs } from "@/lib/formats/event-log/signed-rtmrs";
import { studyEventLog } from "@/lib/formats/event-log/study-event-log";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import type { Claims } from "@/lib/rats/claims";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { ok } from "@/lib/rats/result";
import { dstackChecks } from "./checks";
import { inspectDstack } from "./inspect";
import { dstackKnobs, pinsDstack } from "./knobs";
import { looksLikeDstackEvidence, readDstackEvidence, type DstackEvidence } from "./read-evidence";
import { studyDstackLog, type DstackLogStudy } from "./study-log";

/**
 * dstack guests on Intel TDX: the quote is judged as every TDX quote, and the registers in it are what makes the guest's
 * event log believable, which names the application.
 */
export const dstackScheme: EvidenceScheme = {
  evidenceType: "dstack-attestation",
  kindName: "dstack",
  recognises: looksLikeDstackEvidence,
  inspect: inspectDstack,
  knobs: (rules, claims) => [...tdxScheme.knobs(rules, claims), ...dstackKnobs(rules, claims)],
  pins: (rules) => pinsDstack(rules) || tdxScheme.pins(rules),
  open(bytes) {
    const read = readDstackEvidence(bytes);
    if (!read.ok) return read;
    const quote = tdxScheme.open(read.value.quote);
    return quote.ok ? ok(openDstack(read.value, quote.value)) : quote;
  },
};

function openDstack(evidence: DstackEvidence, quote: OpenedEvidence): OpenedEvidence {
  return {
    format: { ...quote.format, dstack: evidence.form },
    productName: "dstack on Intel TDX",
    carries: quote.carries,
    async prepare(tools, given) {
      const { eventLog } = given;
      const prepared = await quote.prepare(tools, { ...given, eventLog: null });
      return {
        requiredEndorsements: prepared.requiredEndorsements,
        async verify(inputs) {
          const [quoted, study] = await Promise.all([
            prepared.verify(inputs),
            studyDstackLog(tools, evidence),
          ]);
          const checks = dstackChecks(evidence, { study, quoted: quoted.claims });
          const isReplayed = checks.every(
            ({ status, group }) => group !== "binding" || status === "pass",
          );
          const ofGivenLog = await givenLogChecks(tools, eventLog, quoted.claims);
          return {
            ...quoted,
            checks: [...quoted.checks, ...checks, ...ofGivenLog, ...launchPinCheck(inputs.rules)],
            claims: isReplayed ? withIdentity(quoted.claims, study) : quoted.claims,
          };
        },
      };
    },
  };
}

/**
 * Events are what the guest's own system wrote: any system can write them. They say something only of a guest whose
 * launch is pinned as well.
 */
function launchPinCheck(rules: AppraisalPolicy): readonly Check[] {
  if (!pinsDstack(rules)) return [];
  const base: CheckBase = {
    id: "policy.dstack.launch",
    group: "policy",
    title: "The policy names the system that wrote the events",
    source: "policy dstack",
  };
  const { mrTd, rtmr0, rtmr1, rtmr2 } = rules.intel?.tdx ?? {};
  const isPinned = mrTd !== undefined && (rtmr0 ?? rtmr1 ?? rtmr2) !== undefined;
  return [isPinned ? checkOf.pass(base) : checkOf.warn(base, "HARDWARE_NOT_PINNED")];
}

/** A second log, given with the request, must explain all registers as well. */
async function givenLogChecks(
  tools: VerificationTools,
  eventLog: Uint8Array | null,
  quoted: Claims,
): Promise<readonly Check[]> {
  if (eventLog === null) return [];
  const study = await studyEventLog(tools, { bytes: eventLog, family: "rtmr", hash: "sha384" });
  return eventLogChecks(study, signedRtmrs(quoted), "givenEventLog");
}

/** The guest's identity beside the quote's measurements; only when all of the log is bound to the quote. */
function withIdentity(claims: Claims, { identity }: DstackLogStudy): Claims {
  if (!identity.ok) return claims;
  const { appId, composeHash, instanceId, osImageHash, keyProvider } = identity.value;
  return {
    ...claims,
    measurements: {
      ...claims.measurements,
      ...(appId === undefined ? {} : { appId }),
      ...(composeHash === undefined ? {} : { composeHash }),
      ...(osImageHash === undefined ? {} : { osImageHash }),
    },
    attributes: {
      ...claims.attributes,
      ...(instanceId === undefined ? {} : { instanceId }),
      ...(keyProvider === undefined
        ? {}
        : { keyProvider: keyProvider.name, keyProviderId: keyProvider.id }),
    },
  };
}
