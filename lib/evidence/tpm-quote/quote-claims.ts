import { toHex } from "@/lib/bytes/hex";
import type { Attest } from "@/lib/formats/tpm/attest";
import type { PcrBank } from "@/lib/formats/tpm/pcr-bank";
import type { TpmKnobs } from "@/lib/rats/appraisal-policy";
import type { Claims } from "@/lib/rats/claims";
import type { Knob } from "@/lib/rats/knob";

/** `pcr0` … of the signed selection; values that were not quoted are nobody's measurement. */
export function pcrMeasurements(attest: Attest, pcrs: PcrBank | null): Claims["measurements"] {
  if (pcrs?.bank.id !== attest.selection.bank.id) return {};
  const measurements: Record<string, string> = {};
  for (const pcr of attest.selection.pcrs) {
    const value = pcrs.values.get(pcr);
    if (value !== undefined) measurements[`pcr${pcr}`] = toHex(value);
  }
  return measurements;
}

/** What a quote says beside its registers. */
export function quoteAttributes(
  attest: Attest,
  { secureBoot }: { readonly secureBoot: boolean | null },
): Claims["attributes"] {
  return {
    pcrBank: attest.selection.bank.name,
    extraData: toHex(attest.extraData),
    clock: `${attest.clock}`,
    clockIsSafe: `${attest.safe}`,
    resetCount: `${attest.resetCount}`,
    restartCount: `${attest.restartCount}`,
    tpmFirmwareVersion: attest.firmwareVersion.toString(16).padStart(16, "0"),
    qualifiedSigner: toHex(attest.qualifiedSigner),
    ...(secureBoot === null ? {} : { secureBoot: `${secureBoot}` }),
  };
}

/** The knobs of `tpm`. A PCR that was not quoted meets no expectation, and an unknown secure boot state is not "on". */
export function tpmKnobs(
  { pcrs, hashAlgorithm, requireSecureBoot }: TpmKnobs,
  { measurements, attributes }: Claims,
): readonly Knob[] {
  return [
    ...Object.entries(pcrs ?? {}).map(([index, values]) => ({
      path: `tpm.pcrs.${index}`,
      check: `policy.tpm.pcrs.${index}`,
      demand: { kind: "any-of", values, actual: measurements[`pcr${index}`] } as const,
    })),
    ...(hashAlgorithm === undefined
      ? []
      : [
          {
            path: "tpm.hashAlgorithm",
            check: "policy.tpm.hashAlgorithm",
            demand: {
              kind: "any-of",
              values: [hashAlgorithm],
              actual: attributes["pcrBank"],
            } as const,
          },
        ]),
    ...(requireSecureBoot === true
      ? [
          {
            path: "tpm.requireSecureBoot",
            check: "policy.tpm.requireSecureBoot",
            demand: { kind: "any-of", values: ["true"], actual: attributes["secureBoot"] } as const,
          },
        ]
      : []),
  ];
}

export function pinsPcrs({ pcrs }: TpmKnobs): boolean {
  return Object.keys(pcrs ?? {}).length > 0;
}
