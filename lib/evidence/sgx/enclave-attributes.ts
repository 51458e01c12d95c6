import { toHex } from "@/lib/bytes/hex";
import { hasBit, SGX_FLAGS, unnamedBits } from "@/lib/formats/dcap/bit-tables";
import type { EnclaveReport } from "@/lib/formats/dcap/quote";
import { extendedFeatureChecks } from "@/lib/formats/dcap/xfam-checks";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";

const INIT_BIT = 0;
const DEBUG_BIT = 1;

export function isDebugEnclave(report: EnclaveReport): boolean {
  return hasBit(report.attributes, DEBUG_BIT);
}

/** INIT is set, no reserved flag is, and the extended features are whole (Intel SDM volume 3D, "ATTRIBUTES"). */
export function enclaveAttributeChecks(report: EnclaveReport): readonly Check[] {
  const base: CheckBase = {
    id: "sgx.attributes",
    group: "policy",
    title: "Enclave attributes are well-formed",
    source: "Intel SDM volume 3D",
  };
  const actual = toHex(report.attributes);
  const reserved = unnamedBits(SGX_FLAGS, report.attributes);
  const flags = !hasBit(report.attributes, INIT_BIT)
    ? checkOf.fail(base, "EVIDENCE_MALFORMED", { detail: "the INIT flag is clear", actual })
    : reserved.length > 0
      ? checkOf.fail(base, "TD_ATTRIBUTES_RESERVED_BIT_SET", {
          detail: `reserved bits ${reserved.join(", ")}`,
          actual,
        })
      : checkOf.pass(base, { actual });
  return [
    flags,
    ...extendedFeatureChecks({
      bytes: report.xfrm,
      id: "sgx.xfrm",
      name: "XFRM",
      enforceReserved: true,
    }),
  ];
}
