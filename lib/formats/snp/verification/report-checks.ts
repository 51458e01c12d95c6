import { equalBytes, isAllZero } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { hasBit, unnamedBits } from "../../dcap/bit-tables";
import {
  GUEST_POLICY,
  GUEST_POLICY_BIT,
  KEY_INFO,
  PLATFORM_INFO,
  PLATFORM_INFO_BIT,
} from "../bit-tables";
import { nonZeroReserved, type SnpReport } from "../report";
import type { LeafStudy } from "./key-chain";

/** What the report says about its own form: reserved fields, keys, and the guest's policy. */
export function formatChecks(report: SnpReport): readonly Check[] {
  return [
    checkOf.pass(
      { id: "report.structure", group: "format", title: "Report is complete" },
      { detail: `version ${report.version}, ${report.bytes.length} bytes` },
    ),
    reservedCheck(report),
    signingKeyCheck(report),
    authorKeyCheck(report),
    guestPolicyCheck(report),
    platformInfoCheck(report),
  ];
}

function reservedCheck(report: SnpReport): Check {
  const base: CheckBase = {
    id: "report.reserved",
    group: "format",
    title: "Reserved fields are zero",
  };
  const fields = nonZeroReserved(report);
  const bits = unnamedBits(KEY_INFO, report.fields.keyInfo);
  const problems = [...fields, ...(bits.length > 0 ? [`key info bits ${bits.join(", ")}`] : [])];
  return problems.length === 0
    ? checkOf.pass(base)
    : checkOf.fail(base, "EVIDENCE_MALFORMED", { detail: `not zero: ${problems.join("; ")}` });
}

function signingKeyCheck({ signer, signingKey }: SnpReport): Check {
  const base: CheckBase = {
    id: "report.signingKey",
    group: "format",
    title: "Report names the key that signed it",
  };
  if (signer) return checkOf.pass(base, { actual: signer.toUpperCase() });
  const values = { expected: "0 (VCEK) or 1 (VLEK)", actual: `${signingKey}` };
  return signingKey === 7
    ? checkOf.fail(base, "REPORT_SIGNATURE_INVALID", { ...values, detail: "nothing signed it" })
    : checkOf.fail(base, "EVIDENCE_MALFORMED", values);
}

/** The digest of the author key is zero exactly when there is no author key. */
function authorKeyCheck({ hasAuthorKey, fields }: SnpReport): Check {
  const base: CheckBase = {
    id: "report.authorKey",
    group: "format",
    title: "Author key digest fits AUTHOR_KEY_EN",
  };
  const isZero = isAllZero(fields.authorKeyDigest);
  return isZero === !hasAuthorKey
    ? checkOf.pass(base, { actual: hasAuthorKey ? "an author key" : "no author key" })
    : checkOf.fail(base, "EVIDENCE_MALFORMED", {
        detail: isZero ? "set, with a zero digest" : "not set, with a digest",
      });
}

function guestPolicyCheck({ fields }: SnpReport): Check {
  const base: CheckBase = {
    id: "report.guestPolicy",
    group: "format",
    title: "No reserved bit of the guest policy is set",
  };
  const reserved = unnamedBits(GUEST_POLICY, fields.policy);
  const problems = [
    ...(hasBit(fields.policy, GUEST_POLICY_BIT.reservedOne) ? [] : ["bit 17 is not set"]),
    ...(reserved.length > 0 ? [`bits ${reserved.join(", ")} are set`] : []),
  ];
  const actual = toHex(fields.policy);
  return problems.length === 0
    ? checkOf.pass(base, { actual })
    : checkOf.fail(base, "GUEST_POLICY_RESERVED_BIT_SET", { actual, detail: problems.join("; ") });
}

function platformInfoCheck({ fields }: SnpReport): Check {
  const base: CheckBase = {
    id: "report.platformInfo",
    group: "format",
    title: "No reserved bit of the platform info is set",
  };
  const bits = unnamedBits(PLATFORM_INFO, fields.platformInfo);
  const actual = toHex(fields.platformInfo);
  return bits.length === 0
    ? checkOf.pass(base, { actual })
    : checkOf.fail(base, "EVIDENCE_MALFORMED", { actual, detail: `bits ${bits.join(", ")}` });
}

/** What the guest's owner ruled out, and what the machine is: the firmware keeps the one by the other. */
const DEMANDS = [
  { demanded: false, policy: GUEST_POLICY_BIT.smt, platform: PLATFORM_INFO_BIT.smt, name: "SMT" },
  {
    demanded: true,
    policy: GUEST_POLICY_BIT.raplDisabled,
    platform: PLATFORM_INFO_BIT.raplDisabled,
    name: "RAPL_DIS",
  },
  {
    demanded: true,
    policy: GUEST_POLICY_BIT.ciphertextHiding,
    platform: PLATFORM_INFO_BIT.ciphertextHiding,
    name: "CIPHERTEXT_HIDING_DRAM",
  },
] as const;

/** Checks of the guest's policy and the platform that need no word of ours, and those that a policy may relax. */
export function guestChecks(report: SnpReport, rules: AppraisalPolicy): readonly Check[] {
  const { allowMigrationAgent, allowCxl } = rules.sevSnp ?? {};
  return [
    platformKeepsPolicy(report),
    permissionCheck(report, {
      id: "policy.sevSnp.allowMigrationAgent",
      title: "No migration agent may move the guest",
      bit: GUEST_POLICY_BIT.migrationAgent,
      isAllowed: allowMigrationAgent === true,
      code: "GUEST_POLICY_MIGRATION_AGENT",
    }),
    permissionCheck(report, {
      id: "policy.sevSnp.allowCxl",
      title: "The guest uses nothing behind CXL",
      bit: GUEST_POLICY_BIT.cxl,
      isAllowed: allowCxl === true,
      code: "GUEST_POLICY_NOT_ALLOWED",
    }),
    privilegeCheck(report),
  ];
}

function platformKeepsPolicy({ fields }: SnpReport): Check {
  const base: CheckBase = {
    id: "report.platformKeepsPolicy",
    group: "policy",
    title: "The platform is set up as the guest policy demands",
    source: "the report's guest policy",
  };
  const broken = DEMANDS.filter(({ demanded, policy, platform }) => {
    const asks = hasBit(fields.policy, policy) === demanded;
    return asks && hasBit(fields.platformInfo, platform) !== demanded;
  });
  return broken.length === 0
    ? checkOf.pass(base)
    : checkOf.fail(base, "GUEST_POLICY_NOT_ALLOWED", {
        detail: broken
          .map(({ name, demanded }) => `${name} must be ${demanded ? "on" : "off"} and is not`)
          .join("; "),
        actual: toHex(fields.platformInfo),
      });
}

function permissionCheck(
  { fields }: SnpReport,
  given: {
    id: string;
    title: string;
    bit: number;
    isAllowed: boolean;
    code: "GUEST_POLICY_MIGRATION_AGENT" | "GUEST_POLICY_NOT_ALLOWED";
  },
): Check {
  const { id, title, bit, isAllowed, code } = given;
  const base: CheckBase = { id, group: "policy", title, source: id.replace("policy.", "policy ") };
  if (!hasBit(fields.policy, bit)) return checkOf.pass(base);
  return isAllowed
    ? checkOf.pass(base, { detail: "the policy allows it" })
    : checkOf.fail(base, code, { expected: "clear", actual: "set" });
}

const HOST_REQUESTED = 0xffffffff;

/** A guest asks from one of four levels; what the host asks for itself says nothing about a guest's request. */
function privilegeCheck({ vmpl }: SnpReport): Check {
  const base: CheckBase = {
    id: "report.vmpl",
    group: "policy",
    title: "The guest asked for the report",
  };
  const values = { expected: "VMPL 0 to 3", actual: `${vmpl}` };
  return vmpl <= 3
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "VMPL_NOT_ALLOWED", {
        ...values,
        detail: vmpl === HOST_REQUESTED ? "the host asked for it" : "no such level exists",
      });
}

/** ECDSA P-384 with SHA-384 by the leaf's key over everything before the signature. */
export async function signatureCheck(
  crypto: CryptoPort,
  report: SnpReport,
  leaf: LeafStudy | null,
): Promise<Check> {
  const base: CheckBase = {
    id: "report.signature",
    group: "signature",
    title: "Report is signed by its chip or license key",
    source: "the VCEK or VLEK certificate",
  };
  if (!leaf) return checkOf.skip(base, "there is no certificate to verify it with");
  if (!leaf.key) return checkOf.skip(base, "the certificate holds no key on P-384");
  if (!report.signature) {
    return checkOf.fail(base, "REPORT_SIGNATURE_INVALID", { detail: "R or S is too large" });
  }
  const isSigned = await crypto.verify(leaf.key, report.signature, report.signedBytes);
  return isSigned ? checkOf.pass(base) : checkOf.fail(base, "REPORT_SIGNATURE_INVALID");
}

/** The certificate is for this chip: from Turin on an id of 8 bytes, and the rest of the field is zero. */
export function hardwareIdCheck({ fields }: SnpReport, leaf: LeafStudy | null): Check {
  const base: CheckBase = {
    id: "vek.hwId",
    group: "binding",
    title: "Certificate is for this chip",
    source: "the VCEK's hwID",
  };
  if (!leaf?.extensions.ok) return checkOf.skip(base, "the certificate can't be read");
  const { hwId, cspId } = leaf.extensions.value;
  if (hwId === null) {
    return checkOf.pass(base, { detail: `a VLEK is for no chip; it was given to ${cspId ?? "?"}` });
  }
  const { chipId } = fields;
  const values = { expected: toHex(hwId), actual: toHex(chipId) };
  if (isAllZero(chipId)) {
    const detail = "the chip id is masked";
    return checkOf.fail(base, "VCEK_HWID_MISMATCH", { ...values, detail });
  }
  const isSame =
    equalBytes(chipId.subarray(0, hwId.length), hwId) && isAllZero(chipId.subarray(hwId.length));
  return isSame ? checkOf.pass(base, values) : checkOf.fail(base, "VCEK_HWID_MISMATCH", values);
}
