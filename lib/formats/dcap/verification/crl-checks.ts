import { equalBytes } from "@/lib/bytes/equal-bytes";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import type { Certificate } from "@/lib/x509/certificate";
import type { Crl } from "@/lib/x509/crl";
import type { TimeWindow } from "../rfc3339";
import { studyChain, validityProblems } from "./chain-study";
import { studyCrl } from "./collateral-study";
import { anchorOf, type DcapInputs, type DcapTools } from "./dcap-inputs";
import { verifyRemembered } from "./signature-memory";
import { unavailable } from "./unavailable";

/** What one revocation list is called and how it fails. */
export interface CrlKind {
  readonly id: "crl.root" | "crl.pck";
  readonly name: string;
  readonly invalid: "ROOT_CRL_INVALID" | "PCK_CRL_INVALID";
  readonly expired: ReasonCode;
}

export const ROOT_CRL: CrlKind = {
  id: "crl.root",
  name: "Root CA revocation list",
  invalid: "ROOT_CRL_INVALID",
  expired: "ROOT_CRL_EXPIRED",
};
export const PCK_CRL: CrlKind = {
  id: "crl.pck",
  name: "PCK revocation list",
  invalid: "PCK_CRL_INVALID",
  expired: "PCK_CRL_EXPIRED",
};

export interface CrlJudgement {
  readonly checks: readonly Check[];
  /** The list, when its issuer signed it; its dates are a check of their own. */
  readonly crl: Crl | null;
}

/** Form, issuer, signature and dates of one CRL (RFC 5280 6.3.3; Intel's profile: CRL number and key id present). */
export async function judgeCrl(
  tools: DcapTools,
  inputs: DcapInputs,
  given: {
    kind: CrlKind;
    item: Result<EndorsementItem> | undefined;
    issuer: Certificate | undefined;
  },
): Promise<CrlJudgement> {
  const { kind, item, issuer } = given;
  const base: CheckBase = {
    id: kind.id,
    group: "collateral",
    title: `${kind.name} is signed by its issuer`,
    source: `collateral ${kind.name}`,
  };
  if (!item?.ok) {
    const missing = unavailable(base, item, inputs.rules);
    return { checks: [missing], crl: null };
  }
  const study = await studyCrl(tools, item.value.body, kind.invalid);
  if (!study.ok) {
    const { detail } = study.failure;
    return { checks: [checkOf.fail(base, kind.invalid, { detail })], crl: null };
  }
  const { crl, signed, window } = study.value;
  const problem =
    formProblem(crl) ??
    (issuer ? await issuerProblem(tools, { crl, signed, issuer }) : "its issuer is not known") ??
    (await issuerChainProblem(tools, inputs, { item: item.value, issuer }));
  const dates =
    crl.nextUpdate === null ? [] : [windowCheck({ window, kind, inputs, item: item.value })];
  if (problem !== null) {
    return { checks: [checkOf.fail(base, kind.invalid, { detail: problem }), ...dates], crl: null };
  }
  const detail = `CRL number ${crl.crlNumber}, ${crl.revoked.size} entries`;
  return { checks: [checkOf.pass(base, { detail }), ...dates], crl };
}

function formProblem(crl: Crl): string | null {
  if (crl.nextUpdate === null) return "it has no nextUpdate, so it would never expire";
  if (crl.crlNumber === null) return "it has no CRL number";
  return crl.authorityKeyId === null ? "it has no authority key identifier" : null;
}

async function issuerProblem(
  tools: DcapTools,
  { crl, signed, issuer }: { crl: Crl; signed: string | null; issuer: Certificate },
): Promise<string | null> {
  if (!equalBytes(crl.issuerDer, issuer.subjectDer)) {
    return `its issuer is ${crl.issuer}, not ${issuer.subject}`;
  }
  if (crl.authorityKeyId !== issuer.subjectKeyId) return "its authority key id is another one";
  if (issuer.keyUsage && !issuer.keyUsage.has("cRLSign")) return "its issuer may not sign CRLs";
  if (crl.signatureAlgorithm !== "ecdsa-with-SHA256") {
    return `it is signed with ${crl.signatureAlgorithm}`;
  }
  const isSigned = await verifyRemembered(tools, {
    spki: issuer.spki,
    signature: crl.signature,
    data: crl.tbs,
    content: signed,
  });
  return isSigned ? null : "its signature is wrong";
}

/** The chain that came with the list, when one came, must lead from the very CA of the quote's chain to a pinned root. */
async function issuerChainProblem(
  tools: DcapTools,
  inputs: DcapInputs,
  { item, issuer }: { item: EndorsementItem; issuer: Certificate | undefined },
): Promise<string | null> {
  if (item.issuerChain === null || item.request.item !== "intel.pckCrl") return null;
  const study = await studyChain(tools, item.issuerChain, "pckCa");
  if (!study.ok) return `its issuer chain can't be read: ${study.failure.detail}`;
  const { certificates, problems, fingerprints } = study.value;
  const [ca] = certificates;
  if (problems.length > 0) return `its issuer chain is bad: ${problems.join("; ")}`;
  if (!anchorOf(fingerprints.at(-1), inputs.anchors))
    return "its issuer chain ends at no pinned root";
  const dates = validityProblems(study.value, inputs.at);
  if (dates.length > 0) return `its issuer chain: ${dates.join("; ")}`;
  const isSameCa =
    ca !== undefined &&
    issuer !== undefined &&
    equalBytes(ca.subjectDer, issuer.subjectDer) &&
    equalBytes(ca.spki, issuer.spki);
  return isSameCa ? null : "its issuer chain starts at another CA than the quote's";
}

function windowCheck(given: {
  window: TimeWindow;
  kind: CrlKind;
  inputs: DcapInputs;
  item: EndorsementItem;
}): Check {
  const { window, kind, inputs, item } = given;
  return timeWindowCheck(
    {
      id: `${kind.id}.validity`,
      group: "collateral",
      title: `${kind.name} is valid at this time`,
      source: `collateral ${kind.name}`,
    },
    { window, inputs, code: kind.expired, item },
  );
}

/** notBefore ≤ at ≤ notAfter, written so that a time that is no number fails. */
export function timeWindowCheck(
  base: CheckBase,
  given: { window: TimeWindow; inputs: DcapInputs; code: ReasonCode; item: EndorsementItem },
): Check {
  const { window, inputs, code, item } = given;
  const { at, rules } = inputs;
  const values = { expected: window.text, actual: inputs.atText };
  if (!(window.notBefore <= at)) {
    return checkOf.fail(base, code, { ...values, detail: "not valid yet" });
  }
  if (at <= window.notAfter) return checkOf.pass(base, values);
  const expired = item.refreshFailure
    ? `expired, and no newer one could be had: ${item.refreshFailure}`
    : "expired";
  return rules.intel?.allowExpiredCollateral === true && window.notAfter < at
    ? checkOf.warn(base, code, {
        ...values,
        detail: `${expired}; tolerated by allowExpiredCollateral`,
      })
    : checkOf.fail(base, code, { ...values, detail: expired });
}

/** Is this certificate on the list? Without a trusted list that is not known, and said. */
export function revocationCheck(
  base: CheckBase,
  given: { certificate: Certificate | undefined; judgement: CrlJudgement; code: ReasonCode },
): Check {
  const { certificate, judgement, code } = given;
  const { crl } = judgement;
  if (!certificate) return checkOf.skip(base, "there is no certificate to look up");
  if (!crl) {
    return checkOf.skip(base, "there is no trusted revocation list");
  }
  const actual = `serial ${certificate.serial}`;
  return crl.revoked.has(certificate.serial)
    ? checkOf.fail(base, code, { actual })
    : checkOf.pass(base, { actual });
}
