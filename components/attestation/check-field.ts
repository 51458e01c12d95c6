import type { EvidenceType } from "@/lib/rats/evidence-type";

/** Checks that judge fields whose names they do not carry, the deciding field first. */
const named: Readonly<Record<string, readonly string[]>> = {
  "quote.qeVendor": ["header.qeVendorId"],
  "quote.signature": ["signature.quoteSignature"],
  "quote.trailingBytes": ["trailing"],
  "qe.reportSignature": ["qe.signature"],
  "qe.keyBinding": ["qe.reportData", "qe.authData", "signature.attestationKey"],
  "qe.identity": [
    "qe.mrSigner",
    "qe.isvProdId",
    "qe.isvSvn",
    "qe.miscSelect",
    "qe.attributes",
    "qe.xfrm",
  ],
  "pck.chain": [
    "certification.certificate0",
    "certification.certificate1",
    "certification.certificate2",
  ],
  "policy.debug": ["body.tdAttributes", "body.attributes"],
  "policy.tdx.minTeeTcbSvn": ["body.teeTcbSvn"],
  "policy.sgx.attributes": ["body.attributes", "body.xfrm"],
  "policy.sgx.minIsvSvn": ["body.isvSvn"],
  "sgx.attributes": ["body.attributes"],
  "sgx.xfrm": ["body.xfrm"],
  "tdx.reservedAttributes": ["body.tdAttributes"],
  "tdx.migratable": ["body.tdAttributes"],
  "tdx.xfam.required": ["body.xfam"],
  "tdx.xfam.forbidden": ["body.xfam"],
  "freshness.nonce": ["body.reportData"],
  "freshness.payload": ["body.reportData"],
  "freshness.reportData": ["body.reportData"],
};

/** Ids of the fields that a check judges; `policy.tdx.mrTd` judges `body.mrTd`. */
export function fieldsOfCheck(checkId: string): readonly string[] {
  const own = Object.hasOwn(named, checkId) ? named[checkId] : undefined;
  if (own !== undefined) return own;
  const knob = /^policy\.(?:sgx|tdx)\.(\w+)$/.exec(checkId)?.[1];
  return knob === undefined ? [] : [`body.${knob}`];
}

/** The field to open for a check; null when no single place in the evidence stands for it. */
export function fieldOfCheck(checkId: string, evidenceType?: EvidenceType): string | null {
  const fields = fieldsOfCheck(checkId);
  if (checkId === "policy.debug" && evidenceType === "intel-sgx-quote") return "body.attributes";
  return fields[0] ?? null;
}

/** The claim that a check compared with what was expected, in lower case; null for all other checks. */
export function claimOfCheck(checkId: string): string | null {
  if (/^freshness\.(?:nonce|payload|reportData)$/.test(checkId)) return "reportdata";
  // `policy.tdx.mrTd`, `policy.sevSnp.measurement`, `policy.nitro.pcrs.0`
  const register = /^policy\..*\bpcrs\.(\d+)$/.exec(checkId)?.[1];
  if (register !== undefined) return `pcr${register}`;
  return /^policy\.\w+\.(\w+)$/.exec(checkId)?.[1]?.toLowerCase() ?? null;
}
