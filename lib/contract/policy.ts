import { z } from "zod";
import {
  BUILT_IN_POLICIES,
  SECURITY_LEVELS,
  type AppraisalPolicy,
} from "@/lib/rats/appraisal-policy";
import { TCB_STATUSES } from "@/lib/rats/tcb-status";
import { hexListSchema, hexSchema } from "./scalars";

const count = z.int().min(0);
const texts = z.array(z.string().min(1)).max(1000);

const sgxKnobsSchema = z.strictObject({
  mrEnclave: hexListSchema.optional(),
  mrSigner: hexListSchema.optional(),
  isvProdId: count.max(0xffff).optional(),
  minIsvSvn: count.max(0xffff).optional(),
  attributes: hexSchema.length(32).optional(),
  attributesMask: hexSchema.length(32).optional(),
});

const tdxKnobsSchema = z.strictObject({
  mrTd: hexListSchema.optional(),
  rtmr0: hexListSchema.optional(),
  rtmr1: hexListSchema.optional(),
  rtmr2: hexListSchema.optional(),
  rtmr3: hexListSchema.optional(),
  mrSeam: hexListSchema.optional(),
  mrSignerSeam: hexListSchema.optional(),
  mrServiceTd: hexListSchema.optional(),
  seamAttributes: hexSchema.length(16).optional(),
  tdAttributes: hexSchema.length(16).optional(),
  xfam: hexSchema.length(16).optional(),
  mrConfigId: hexListSchema.optional(),
  mrOwner: hexListSchema.optional(),
  mrOwnerConfig: hexListSchema.optional(),
  minTeeTcbSvn: hexSchema.length(32).optional(),
  enforceReservedBits: z.boolean().optional(),
});

const intelKnobsSchema = z.strictObject({
  acceptedTcbStatuses: z.array(z.enum(TCB_STATUSES)).optional(),
  rejectedAdvisories: texts.optional(),
  tcbGracePeriodDays: count.max(36500).optional(),
  minTcbEvaluationDataNumber: count.optional(),
  qeVendorId: hexSchema.length(32).optional(),
  fmspc: z.array(hexSchema.length(12)).max(1000).optional(),
  allowExpiredCollateral: z.boolean().optional(),
  evaluateTcb: z.boolean().optional(),
  sgx: sgxKnobsSchema.optional(),
  tdx: tdxKnobsSchema.optional(),
});

const pcrKnobsSchema = z.record(z.string().regex(/^\d{1,2}$/), hexListSchema);

/**
 * A whole policy inline. Every object is strict: a knob with a spelling mistake is an error, because a knob that is
 * silently not asked would accept too much.
 */
export const policySchema = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  extends: z.enum(BUILT_IN_POLICIES).optional(),
  allowDebug: z.boolean().optional(),
  allowSimulated: z.boolean().optional(),
  maxAgeSeconds: count.optional(),
  requireNonce: z.boolean().optional(),
  requireReferenceValues: z.boolean().optional(),
  minSecurityLevel: z.enum(SECURITY_LEVELS).optional(),
  intel: intelKnobsSchema.optional(),
  sevSnp: z
    .strictObject({
      measurement: hexListSchema.optional(),
      hostData: hexListSchema.optional(),
      idKeyDigest: hexListSchema.optional(),
      authorKeyDigest: hexListSchema.optional(),
      familyId: hexListSchema.optional(),
      imageId: hexListSchema.optional(),
      chipId: hexListSchema.optional(),
      reportId: hexListSchema.optional(),
      minGuestSvn: count.optional(),
      maxVmpl: count.max(3).optional(),
      minTcb: z
        .strictObject({
          bootloader: count.max(255).optional(),
          tee: count.max(255).optional(),
          snp: count.max(255).optional(),
          microcode: count.max(255).optional(),
          fmc: count.max(255).optional(),
        })
        .optional(),
      allowMigrationAgent: z.boolean().optional(),
      allowSmt: z.boolean().optional(),
      requireSingleSocket: z.boolean().optional(),
      requireAliasCheck: z.boolean().optional(),
      requireCiphertextHiding: z.boolean().optional(),
      allowCxl: z.boolean().optional(),
      requiredMitigations: z.array(count.max(63)).max(64).optional(),
      requireCrl: z.boolean().optional(),
      allowProvisionalFirmware: z.boolean().optional(),
      allowedSigners: z.array(z.enum(["vcek", "vlek"])).optional(),
      products: z.array(z.enum(["Milan", "Genoa", "Turin"])).optional(),
    })
    .optional(),
  nitro: z.strictObject({ pcrs: pcrKnobsSchema.optional(), moduleId: texts.optional() }).optional(),
  tpm: z
    .strictObject({
      pcrs: pcrKnobsSchema.optional(),
      hashAlgorithm: z.enum(["sha256", "sha384", "sha512"]).optional(),
      requireSecureBoot: z.boolean().optional(),
    })
    .optional(),
  token: z
    .strictObject({
      issuers: texts.optional(),
      audiences: texts.optional(),
      requiredClaims: z.record(z.string(), z.unknown()).optional(),
      imageDigests: texts.optional(),
      algorithms: z.array(z.enum(["RS256", "ES256", "ES384", "PS256", "PS384"])).optional(),
    })
    .optional(),
  dstack: z
    .strictObject({
      appId: hexListSchema.optional(),
      composeHash: hexListSchema.optional(),
      instanceId: hexListSchema.optional(),
      keyProvider: texts.optional(),
      osImageHash: hexListSchema.optional(),
    })
    .optional(),
  arm: z
    .strictObject({
      rim: hexListSchema.optional(),
      rem0: hexListSchema.optional(),
      rem1: hexListSchema.optional(),
      rem2: hexListSchema.optional(),
      rem3: hexListSchema.optional(),
      rpv: hexListSchema.optional(),
      implementationId: hexListSchema.optional(),
      instanceId: hexListSchema.optional(),
      signerId: hexListSchema.optional(),
      softwareComponents: hexListSchema.optional(),
    })
    .optional(),
  nvidia: z
    .strictObject({
      hwModels: texts.optional(),
      driverVersions: texts.optional(),
      vbiosVersions: texts.optional(),
      deviceCount: count.max(64).optional(),
    })
    .optional(),
  vendor: z.strictObject({ vendors: texts.optional(), models: texts.optional() }).optional(),
}) satisfies z.ZodType<AppraisalPolicy>;
