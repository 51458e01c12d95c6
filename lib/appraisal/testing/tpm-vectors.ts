import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { toHex } from "@/lib/bytes/hex";
import type { Endorsements } from "@/lib/rats/endorsements";
import { toPem } from "@/lib/x509/pem";

/** Real evidence lies beside the project, never in it. */
const ROOT = path.resolve("../shared/vectors/tpm");

export const TPM_VECTORS = [
  "azure-snp-vtpm-v1",
  "azure-tdx-vtpm-live-with-collateral",
  "azure-tdx-vtpm-v1",
  "trustee-tpm-evidence",
  "dstack-tpms-attest",
] as const;
export type TpmVectorName = (typeof TPM_VECTORS)[number];

const caseSchema = z.object({
  evidence: z.string(),
  collateral: z.record(z.string(), z.string()),
  verifyAt: z.string().nullable(),
  expected: z.looseObject({
    verdict: z.enum(["valid", "parse-only"]),
    nonce: z.string().optional(),
    pcrs: z.object({ sha256: z.record(z.string(), z.string()) }).optional(),
    tpm: z
      .object({
        clock: z.number(),
        resetCount: z.number(),
        restartCount: z.number(),
        safe: z.number(),
        firmwareVersion: z.string(),
      })
      .optional(),
    runtimeData: z
      .looseObject({
        "user-data": z.string(),
        "vm-configuration": z.record(z.string(), z.union([z.string(), z.boolean()])),
      })
      .optional(),
    snp: z.looseObject({ measurement: z.string(), reportData: z.string() }).optional(),
    tdx: z.looseObject({ mrTd: z.string(), reportData: z.string() }).optional(),
    tcbStatus: z.string().optional(),
  }),
});

export interface TpmVector {
  readonly name: TpmVectorName;
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  readonly verifyAt: string | null;
  readonly expected: z.infer<typeof caseSchema>["expected"];
}

/** Null, with the reason printed by the caller, when the folder is not there. */
export function readTpmVector(name: TpmVectorName): TpmVector | null {
  const folder = path.join(ROOT, name);
  if (!existsSync(folder)) return null;
  const read = (file: string) => new Uint8Array(readFileSync(path.join(folder, file)));
  const { evidence, collateral, verifyAt, expected } = caseSchema.parse(
    JSON.parse(readFileSync(path.join(folder, "case.json"), "utf8")),
  );
  const bytes = read(evidence);
  return {
    name,
    evidence: bytes,
    endorsements: { ...readEndorsements(collateral, read), ...ownKey(name, bytes) },
    verifyAt,
    expected,
  };
}

function readEndorsements(
  files: Readonly<Record<string, string>>,
  read: (file: string) => Uint8Array,
): Endorsements {
  const text = (role: string) => new TextDecoder().decode(read(files[role] ?? ""));
  if (files["ask"] && files["ark"]) {
    const certChain = [files["ask"], files["ark"]]
      .map((file) => toPem(read(file), "CERTIFICATE"))
      .join("");
    return { amd: { certChain } };
  }
  if (!files["tcbInfo"]) return {};
  return {
    intel: {
      tcbInfo: text("tcbInfo"),
      tcbInfoIssuerChain: text("tcbInfoIssuerChain"),
      qeIdentity: text("qeIdentity"),
      qeIdentityIssuerChain: text("qeIdentityIssuerChain"),
      pckCrl: toHex(read(files["pckCrl"] ?? "")),
      rootCaCrl: toHex(read(files["rootCaCrl"] ?? "")),
    },
  };
}

/** "The AK is bare: a verifier must be given it as trusted", says the case. */
function ownKey(name: TpmVectorName, evidence: Uint8Array): Endorsements {
  if (name !== "trustee-tpm-evidence") return {};
  const { ak_public: akPublicKey } = z
    .object({ ak_public: z.string() })
    .parse(JSON.parse(new TextDecoder().decode(evidence)));
  return { tpm: { akPublicKey } };
}
