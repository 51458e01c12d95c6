import { parseQuote } from "@/lib/formats/dcap/quote";
import { toBase64Url } from "@/lib/bytes/base64";
import { simulateSnp } from "../amd/simulate-snp";
import { simulateTdx } from "../intel/simulate-intel";
import { defaultTd } from "../intel/reports";
import type { Simulation, SimulationOptions } from "../simulated-evidence";
import { isPcrName, nonceOf, simulatedBoot, simulateTpm } from "../tpm/simulate-tpm";
import { createTpmKey } from "../tpm/tpm-key";
import { writeTdReportStruct } from "./hcl-writer";
import { assemble, assembleSnp, bootVtpm, type MintedAzure } from "./mint-azure";

/** An Azure VM with SEV-SNP: a simulated machine whose report binds the key of a simulated vTPM. */
export const simulateAzureSnp: Simulation = {
  evidenceType: "azure-snp-vtpm",
  measurementNames: [...simulateSnp.measurementNames, ...simulateTpm.measurementNames],
  async simulate(options, subtle) {
    const { vtpm, eventLog } = await simulateVtpm(options, subtle);
    const machine = await simulateSnp.simulate(ofTheMachine(options, vtpm.reportData), subtle);
    const minted = assembleSnp(vtpm, {}, { ...machine, at: options.at.toISOString() });
    return finished(minted, eventLog);
  },
};

/** An Azure VM with TDX: a simulated trust domain whose quote binds the key of a simulated vTPM. */
export const simulateAzureTdx: Simulation = {
  evidenceType: "azure-tdx-vtpm",
  measurementNames: [...simulateTdx.measurementNames, ...simulateTpm.measurementNames],
  async simulate(options, subtle) {
    const { vtpm, eventLog } = await simulateVtpm(options, subtle);
    const machine = await simulateTdx.simulate(ofTheMachine(options, vtpm.reportData), subtle);
    const quote = parseQuote(machine.evidence);
    if (!quote.ok || quote.value.body.tee !== "tdx") throw new TypeError("a simulated TD quote");
    const report = { ...defaultTd, ...quote.value.body.report };
    const minted = assemble(
      vtpm,
      {},
      {
        hardwareReport: await writeTdReportStruct(subtle, report),
        kind: "tdx",
        members: { td_quote: toBase64Url(machine.evidence) },
        endorsements: machine.endorsements,
        trustAnchors: machine.trustAnchors,
        at: options.at.toISOString(),
      },
    );
    return finished(minted, eventLog);
  },
};

async function simulateVtpm(options: SimulationOptions, subtle: SubtleCrypto) {
  const { pcrs, eventLog } = await simulatedBoot(options);
  const key = { subtle, ak: await createTpmKey(subtle, "rsa-2048") };
  const tpm = { pcrs, nonce: nonceOf(options) };
  const vtpm = await bootVtpm(key, { tpm });
  return { vtpm, eventLog };
}

/** The hardware signs the hash of the runtime data; the nonce is the vTPM's. */
function ofTheMachine(options: SimulationOptions, reportData: Uint8Array): SimulationOptions {
  const measurements = Object.fromEntries(
    Object.entries(options.measurements).filter(([name]) => !isPcrName(name)),
  );
  return { ...options, nonce: reportData, measurements };
}

function finished(
  { evidence, endorsements, trustAnchors }: MintedAzure,
  eventLog: Uint8Array | null,
) {
  return { evidence, endorsements, trustAnchors, eventLog };
}
