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
  "policy.debug": ["body.tdAttributes", "body.attributes", "report.policy"],
  "policy.tdx.minTeeTcbSvn": ["body.teeTcbSvn"],
  "policy.sgx.attributes": ["body.attributes", "body.xfrm"],
  "policy.sgx.minIsvSvn": ["body.isvSvn"],
  "sgx.attributes": ["body.attributes"],
  "sgx.xfrm": ["body.xfrm"],
  "tdx.reservedAttributes": ["body.tdAttributes"],
  "tdx.migratable": ["body.tdAttributes"],
  "tdx.xfam.required": ["body.xfam"],
  "tdx.xfam.forbidden": ["body.xfam"],
  "report.signature": ["report.signatureR", "report.signatureS"],
  "report.signingKey": ["report.keyInfo"],
  "report.guestPolicy": ["report.policy"],
  "report.platformInfo": ["report.platformInfo"],
  "report.vmpl": ["report.vmpl"],
  "vek.hwId": ["report.chipId"],
  "vek.tcb": ["report.reportedTcb"],
  "document.timestamp": ["payload.timestamp"],
  "nitro.chain": ["payload.certificate", "payload.cabundle"],
  "cose.signature": ["signature"],
  "token.signature": ["signature"],
  "token.algorithm": ["header.alg"],
  "token.key": ["header.kid"],
  "token.issuer": ["claims.iss"],
  "token.audience": ["claims.aud"],
  "token.validity": ["claims.exp", "claims.nbf", "claims.iat"],
  "tpm.signature": ["signature"],
  "tpm.pcrDigest": ["attest.pcrDigest"],
  "tpm.pcrSelection": ["attest.pcrSelect"],
  "freshness.nonce": [
    "body.reportData",
    "report.reportData",
    "payload.nonce",
    "attest.extraData",
    "claims.eat_nonce",
    "claims.challenge",
  ],
  "freshness.payload": ["body.reportData", "report.reportData"],
  "freshness.reportData": ["body.reportData", "report.reportData"],
  "freshness.userData": ["payload.user_data"],
};

/** Ids that the fields which a check judges may have; `policy.tdx.mrTd` judges `body.mrTd`. No evidence has them all. */
export function fieldsOfCheck(checkId: string): readonly string[] {
  const own = Object.hasOwn(named, checkId) ? named[checkId] : undefined;
  if (own !== undefined) return own;
  const register = /^policy\..*\bpcrs\.(\d+)$/.exec(checkId)?.[1];
  if (register !== undefined) return [`payload.pcrs.${register}`, `pcrs.${register}`];
  const knob = /^policy\.\w+\.(\w+)$/.exec(checkId)?.[1];
  return knob === undefined ? [] : [`body.${knob}`, `report.${knob}`];
}

/** The field to open for a check; null when no place in this evidence stands for it. */
export function fieldOfCheck(
  checkId: string,
  hasField: (fieldId: string) => boolean,
): string | null {
  return fieldsOfCheck(checkId).find(hasField) ?? null;
}

/** The claim that a check compared with what was expected, in lower case; null for all other checks. */
export function claimOfCheck(checkId: string): string | null {
  if (/^freshness\.(?:nonce|payload|reportData)$/.test(checkId)) return "reportdata";
  // `policy.tdx.mrTd`, `policy.sevSnp.measurement`, `policy.nitro.pcrs.0`
  const register = /^policy\..*\bpcrs\.(\d+)$/.exec(checkId)?.[1];
  if (register !== undefined) return `pcr${register}`;
  return /^policy\.\w+\.(\w+)$/.exec(checkId)?.[1]?.toLowerCase() ?? null;
}
