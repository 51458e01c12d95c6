import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import { ajvSchemas } from "@/lib/compiled-schemas/ajv-schemas";
import { callMemory, type ContentCache } from "@/lib/crypto/content-cache";
import type { SchemaPort } from "@/lib/formats/json-schema/schema-port";
import { contentCache } from "@/lib/node-crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Subject } from "./rounds";

export const WARM = "attestry, warm";
export const COLD = "attestry, cold";

/** Ours with a memory that lasts, and with one that is new and empty at each call. */
export function warmAndCold(request: VerificationRequest, at: Date): readonly Subject[] {
  const remembered = { cache: contentCache({ maxEntries: 64 }), schemas: ajvSchemas() };
  return [
    { name: WARM, run: () => accept(request, { at, ...remembered }) },
    {
      name: COLD,
      run: () => accept(request, { at, cache: callMemory(), schemas: ajvSchemas() }),
    },
  ];
}

async function accept(
  request: VerificationRequest,
  {
    at,
    cache,
    schemas,
  }: { readonly at: Date; readonly cache: ContentCache; readonly schemas: SchemaPort },
): Promise<void> {
  const appraised = await appraiseEvidence(request, {
    crypto: nodeCrypto({ pool: false }),
    cache,
    schemas,
    endorsements: noEndorsements,
    now: at,
  });
  const verdict = appraised.ok ? appraised.value.result.verdict : appraised.failure.code;
  if (verdict !== "affirming" && verdict !== "warning") throw new Error(`judged ${verdict}`);
}
