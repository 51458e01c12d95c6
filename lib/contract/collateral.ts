import { z } from "zod";
import { sha256HexSchema, timestampSchema } from "./scalars";
import { amdEndorsementsSchema, intelEndorsementsSchema } from "./verification";

/** One item of the collateral cache. */
export const collateralItemSchema = z.object({
  /** `intel/tdx/tcb/b0c06f000000`, `intel/crl/pck/platform` … */
  key: z.string(),
  item: z.string(),
  label: z.string(),
  sha256: sha256HexSchema,
  size: z.int(),
  origin: z.enum(["fetched", "imported"]),
  upstream: z.string().nullable(),
  retrievedAt: timestampSchema,
  issuedAt: timestampSchema.nullable(),
  nextUpdate: timestampSchema.nullable(),
  /** `expiring`: less than seven days left. */
  state: z.enum(["current", "expiring", "expired"]),
  /** tcbEvaluationDataNumber or CRL number. */
  revision: z.string().nullable(),
});
export type CollateralItem = z.infer<typeof collateralItemSchema>;

export const collateralListSchema = z.object({
  items: z.array(collateralItemSchema),
  nextCursor: z.string().nullable(),
});

/** A file that carries collateral across an air gap. `export` writes it, `import` reads it. */
export const collateralBundleSchema = z.strictObject({
  format: z.literal("attestry-collateral/1"),
  exportedAt: timestampSchema,
  items: z
    .array(
      z.strictObject({
        key: z.string().min(1).max(200),
        body: z.string().min(1),
        issuerChain: z.string().min(1).nullable(),
        upstream: z.string().nullable(),
        retrievedAt: timestampSchema,
      }),
    )
    .max(10000),
});
export type CollateralBundle = z.infer<typeof collateralBundleSchema>;

/** Import takes our own bundle, the contract's `endorsements` of Intel and AMD, or the snake-case object of common tools. */
export const collateralImportSchema = z.union([
  collateralBundleSchema,
  z.strictObject({ intel: intelEndorsementsSchema, amd: amdEndorsementsSchema.optional() }),
  z.strictObject({ amd: amdEndorsementsSchema }),
  z.strictObject({
    tcb_info: z.string().min(1),
    tcb_info_signature: z.string().min(1),
    tcb_info_issuer_chain: z.string().min(1),
    qe_identity: z.string().min(1),
    qe_identity_signature: z.string().min(1),
    qe_identity_issuer_chain: z.string().min(1),
    pck_crl: z.string().min(1),
    pck_crl_issuer_chain: z.string().min(1),
    root_ca_crl: z.string().min(1),
    pck_certificate_chain: z.string().min(1).optional(),
  }),
]);

export const collateralImportResultSchema = z.object({
  imported: z.array(
    z.object({ key: z.string(), sha256: sha256HexSchema, nextUpdate: timestampSchema.nullable() }),
  ),
  /** Items that were refused, each with a reason; the others are in. */
  refused: z.array(z.object({ key: z.string(), code: z.string(), detail: z.string() })),
});
