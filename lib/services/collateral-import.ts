import type { z } from "zod";
import type { NewCollateral } from "@/lib/collateral/collateral-cache";
import {
  importCandidates,
  type CollateralImport,
  type ImportCandidate,
} from "@/lib/collateral/import-candidates";
import type { CollateralVerifier } from "@/lib/collateral/verify-collateral-item";
import type { collateralImportResultSchema } from "@/lib/contract/collateral";
import { fail, ok, type Result } from "@/lib/rats/result";
import { appendCollateral } from "@/lib/store/collateral";
import { endorsementKey } from "@/lib/trust/endorsement-source";
import { change } from "./change";
import { verifierOf, type CollateralContext } from "./collateral-context";
import type { ServiceContext } from "./context";

type ImportResult = z.infer<typeof collateralImportResultSchema>;

/** A file after its verification. */
export interface VerifiedImport {
  readonly good: readonly NewCollateral[];
  readonly result: ImportResult;
}

/**
 * Verifies each item of a file and keeps the good ones; the others are named with a reason. Expired items are kept
 * too: they judge evidence of their time. Collateral is shared: what one organization imports, the vendor has signed
 * for all of them.
 */
export async function importCollateral(
  context: ServiceContext,
  file: CollateralImport,
): Promise<Result<ImportResult>> {
  const { good, result } = await verifyImport(context.runtime, file);
  return change(context, async ({ db }) => {
    await appendCollateral(db, good);
    return ok({
      value: result,
      object: { kind: "collateral", id: "cache" },
      after: result.imported,
      details: {
        imported: result.imported.length,
        refused: result.refused.length,
        keys: result.imported.slice(0, MAX_KEYS_TOLD).map(({ key }) => key),
      },
    });
  });
}

/** A line of the audit trail stays readable. */
const MAX_KEYS_TOLD = 50;

export async function verifyImport(
  context: CollateralContext,
  file: CollateralImport,
): Promise<VerifiedImport> {
  const verify = verifierOf(context);
  const good: NewCollateral[] = [];
  const refused: ImportResult["refused"] = [];
  for (const candidate of importCandidates(file)) {
    const judged = await judge(candidate, { verify, now: context.now() });
    if (judged.ok) good.push(judged.value);
    else refused.push({ key: nameOf(candidate), ...refusalOf(judged.failure) });
  }
  const imported = good.map((item) => ({
    key: endorsementKey(item.request),
    sha256: item.sha256,
    nextUpdate: item.nextUpdate.toISOString(),
  }));
  return { good, result: { imported, refused } };
}

async function judge(
  candidate: ImportCandidate,
  { verify, now }: { readonly verify: CollateralVerifier; readonly now: Date },
): Promise<Result<NewCollateral>> {
  const { key, kind, body, issuerChain, upstream } = candidate;
  if (kind === null) return fail("COLLATERAL_INVALID", "the key is not one that Attestry knows");
  const verified = await verify({ kind, body, issuerChain });
  if (!verified.ok) return verified;
  const actual = endorsementKey(verified.value.request);
  if (key !== null && key !== actual) return fail("COLLATERAL_INVALID", `the content is ${actual}`);
  return ok({
    ...verified.value,
    origin: "imported",
    upstream,
    retrievedAt: candidate.retrievedAt ?? now,
  });
}

function nameOf(candidate: ImportCandidate): string {
  return candidate.key ?? candidate.kind ?? "unknown";
}

function refusalOf({ code, detail }: { readonly code: string; readonly detail: string }) {
  return { code, detail };
}
