import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { collateralImportSchema } from "@/lib/contract/collateral";
import type { CollateralImport } from "../import-candidates";

const folder = path.resolve(process.cwd(), "../shared/vectors");

/** Why tests on given evidence are left out; null when they can run. */
export const noGivenCollateral = existsSync(folder) ? null : `${folder} is not there`;

/** A given case's collateral in the form in which it lies there. */
export function givenCollateral(name: string): CollateralImport {
  const at = (file: string) => path.join(folder, name, file);
  const text = (file: string) => readFileSync(at(file), "utf8");
  if (existsSync(at("collateral.json"))) {
    return collateralImportSchema.parse(JSON.parse(text("collateral.json")));
  }
  const hex = (file: string) => readFileSync(at(file)).toString("hex");
  const intel = {
    tcbInfo: text("tcb-info.json"),
    tcbInfoIssuerChain: text("tcb-info-issuer-chain.pem"),
    qeIdentity: text("qe-identity.json"),
    qeIdentityIssuerChain: text("qe-identity-issuer-chain.pem"),
    pckCrl: hex("pck-crl.der"),
    rootCaCrl: hex("root-crl.der"),
  };
  const chain = "pck-crl-issuer-chain.pem";
  return collateralImportSchema.parse({
    intel: existsSync(at(chain)) ? { ...intel, pckCrlIssuerChain: text(chain) } : intel,
  });
}

const caseSchema = z.object({
  verifyAt: z.string(),
  expected: z.object({
    verdict: z.string(),
    tcbStatus: z.string().nullish(),
    platform: z.object({ fmspc: z.string() }),
  }),
});

export interface GivenCase {
  readonly verifyAt: string;
  readonly fmspc: string;
  readonly verdict: string;
  readonly tcbStatus: string | null;
}

/** What the case's own description says of it. */
export function givenCase(name: string): GivenCase {
  const text = readFileSync(path.join(folder, name, "case.json"), "utf8");
  const { verifyAt, expected } = caseSchema.parse(JSON.parse(text));
  const { verdict, tcbStatus, platform } = expected;
  return { verifyAt, fmspc: platform.fmspc, verdict, tcbStatus: tcbStatus ?? null };
}

export function givenQuotePath(name: string): string {
  return path.join(folder, name, "quote.bin");
}
