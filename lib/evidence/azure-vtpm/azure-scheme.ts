import type {
  EvidenceScheme,
  OpenedEvidence,
  PrepareInput,
  PreparedEvidence,
  VerificationTools,
} from "@/lib/evidence/scheme";
import {
  pcrMeasurements,
  pinsPcrs,
  quoteAttributes,
  tpmKnobs,
} from "@/lib/evidence/tpm-quote/quote-claims";
import {
  looksLikeAzure,
  parseAzureEvidence,
  type AzureEvidence,
} from "@/lib/formats/azure-hcl/azure-evidence";
import type { HclReportKind } from "@/lib/formats/azure-hcl/hcl-report";
import type { RuntimeData } from "@/lib/formats/azure-hcl/runtime-data";
import {
  attestationKeyCheck,
  runtimeDataCheck,
  structureCheck,
  trailingCheck,
} from "@/lib/formats/azure-hcl/verification/hcl-checks";
import { expectedKeyChecks } from "@/lib/formats/tpm/verification/ak-checks";
import { judgeBootLog } from "@/lib/formats/tpm/verification/boot-log-checks";
import { judgeQuote } from "@/lib/formats/tpm/verification/quote-checks";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import type { Claims } from "@/lib/rats/claims";
import type { Endorsements } from "@/lib/rats/endorsements";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { ok, type Result } from "@/lib/rats/result";
import type { EndorsementItemName } from "@/lib/trust/endorsement-source";
import { inspectAzure } from "./inspect-azure";

/** The hardware evidence inside, opened by the scheme of its own kind. */
export interface HardwarePart {
  readonly scheme: EvidenceScheme;
  readonly opened: OpenedEvidence;
  readonly bytes: Uint8Array;
  /** What the hardware signed for the paravisor. */
  readonly reportData: Uint8Array;
  /** Endorsements of the request, completed by those that the guest sent along. */
  readonly endorsements: (given: Endorsements) => Endorsements;
  /** What need not be gathered, because the guest sent it along. */
  readonly carried: (given: Endorsements) => readonly EndorsementItemName[];
  /** Checks of what ties the hardware evidence to the HCL report. */
  checks(tools: VerificationTools): Promise<readonly Check[]>;
}

/** What confidential VMs with SEV-SNP and with TDX differ in. */
export interface AzureKind {
  readonly kind: HclReportKind;
  readonly evidenceType: "azure-snp-vtpm" | "azure-tdx-vtpm";
  readonly kindName: string;
  readonly hardware: EvidenceScheme;
  open(evidence: AzureEvidence): Result<HardwarePart>;
}

/**
 * A confidential VM of Azure: the hardware report binds the key of the paravisor's vTPM, and that key signs what the
 * guest booted. Both must hold; the hardware part is judged by its own scheme, as a piece that the whole stands on.
 */
export function azureScheme(azure: AzureKind): EvidenceScheme {
  const { kind, evidenceType, kindName } = azure;
  return {
    evidenceType,
    kindName,
    recognises: (bytes) => looksLikeAzure(bytes, kind),
    inspect: (bytes, crypto, eventLog = null) =>
      inspectAzure({ bytes, crypto, eventLog, kind, evidenceType, hardware: azure.hardware }),
    knobs: (rules, claims) => tpmKnobs(rules.tpm ?? {}, claims),
    pins: (rules) => pinsPcrs(rules.tpm ?? {}),
    open(bytes) {
      const parsed = parseAzureEvidence(bytes, kind);
      if (!parsed.ok) return parsed;
      const hardware = azure.open(parsed.value);
      return hardware.ok ? ok(openAzure(azure, parsed.value, hardware.value)) : hardware;
    },
  };
}

function openAzure(
  { kindName }: AzureKind,
  evidence: AzureEvidence,
  hardware: HardwarePart,
): OpenedEvidence {
  const { attest, hcl, runtimeData } = evidence;
  return {
    format: {
      hclVersion: hcl.version,
      bank: attest.selection.bank.name,
      pcrs: attest.selection.pcrs.length,
    },
    productName: kindName,
    carries: {
      reportData: null,
      nonces: [attest.extraData],
      userData: runtimeData.userData,
      issuedAt: null,
    },
    prepare: (tools, given) => prepareAzure(tools, given, { evidence, hardware }),
  };
}

/**
 * Whoever has a machine of their own can run a paravisor of their own on it, whose vTPM signs any registers. Pinned
 * registers mean something only together with a pinned launch of the paravisor.
 */
function hardwarePinCheck(rules: AppraisalPolicy, hardware: EvidenceScheme): readonly Check[] {
  if (!pinsPcrs(rules.tpm ?? {})) return [];
  const base: CheckBase = {
    id: "policy.tpm.paravisor",
    group: "policy",
    title: "The policy names the paravisor that the registers come from",
    source: "policy tpm.pcrs",
  };
  return [hardware.pins(rules) ? checkOf.pass(base) : checkOf.warn(base, "HARDWARE_NOT_PINNED")];
}

async function prepareAzure(
  tools: VerificationTools,
  given: PrepareInput,
  { evidence, hardware }: { readonly evidence: AzureEvidence; readonly hardware: HardwarePart },
): Promise<PreparedEvidence> {
  const prepared = await hardware.opened.prepare(tools, {
    ...given,
    endorsements: hardware.endorsements(given.endorsements),
    eventLog: null, // it goes with the vTPM, not with the hardware
    nonce: null,
  });
  const carried = hardware.carried(given.endorsements);
  return {
    requiredEndorsements: prepared.requiredEndorsements.filter(
      ({ item }) => !carried.includes(item),
    ),
    async verify(inputs) {
      const { attest, hcl, runtimeData, pcrs } = evidence;
      const inner = await prepared.verify(inputs);
      const key = runtimeData.ak.ok ? runtimeData.ak.value : null;
      const bound = [
        await runtimeDataCheck(tools, hcl, hardware.reportData),
        attestationKeyCheck(runtimeData),
        ...(await expectedKeyChecks(tools, key, given.endorsements.tpm ?? {})),
        ...(await hardware.checks(tools)),
      ];
      const quote = await judgeQuote(tools, evidence, { key, area: null });
      const log = given.eventLog
        ? await judgeBootLog(tools, {
            eventLog: given.eventLog,
            bank: attest.selection.bank,
            signedPcrs: quote.signedPcrs,
          })
        : null;
      return {
        checks: [
          structureCheck(hcl),
          trailingCheck(hcl),
          ...bound,
          ...quote.checks,
          ...(log?.checks ?? []),
          ...hardwarePinCheck(inputs.rules, hardware.scheme),
        ],
        claims: mergeClaims(inner.claims, {
          measurements: pcrMeasurements(attest, pcrs),
          attributes: {
            ...quoteAttributes(attest, {
              secureBoot: log?.secureBoot ?? configuredSecureBoot(runtimeData),
            }),
            ...configurationAttributes(runtimeData),
          },
        }),
        tcb: inner.tcb,
        chain: inner.chain,
        root: inner.root,
        ceiling: inner.ceiling,
        submodules: [
          {
            name: "hardware",
            scheme: hardware.scheme,
            opened: hardware.opened,
            evidence: hardware.bytes,
            verification: inner,
            integral: true,
            binding: "its report data is the hash of the runtime data that names the vTPM's key",
          },
        ],
      };
    },
  };
}

function mergeClaims(inner: Claims, own: Pick<Claims, "measurements" | "attributes">): Claims {
  return {
    ...inner,
    measurements: { ...inner.measurements, ...own.measurements },
    attributes: { ...inner.attributes, ...own.attributes },
  };
}

/** The paravisor's word on how the VM is configured, for want of a log that shows it. */
function configuredSecureBoot({ configuration }: RuntimeData): boolean | null {
  const state = configuration["secure-boot"];
  return state === "true" ? true : state === "false" ? false : null;
}

function configurationAttributes({ configuration }: RuntimeData): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [`vm.${name}`, value]),
  );
}
