import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import type { Certificate } from "@/lib/x509/certificate";
import type { QeIdentity } from "../qe-identity";
import type { TcbInfo } from "../tcb-info";
import { studyChain, validityProblems, type ChainStudy } from "./chain-study";
import { studyQeIdentity, studyTcbInfo, type SignedStudy } from "./collateral-study";
import { timeWindowCheck } from "./crl-checks";
import { anchorOf, type DcapInputs, type DcapTools } from "./dcap-inputs";
import { verifyRemembered } from "./signature-memory";
import { unavailable } from "./unavailable";

interface SignedKind {
  readonly id: "tcbInfo" | "qeIdentity";
  readonly name: string;
  readonly chain: ReasonCode;
  readonly signature: ReasonCode;
  readonly expired: ReasonCode;
}

const TCB_INFO: SignedKind = {
  id: "tcbInfo",
  name: "TCB Info",
  chain: "TCB_INFO_CHAIN_INVALID",
  signature: "TCB_INFO_SIGNATURE_INVALID",
  expired: "TCB_INFO_EXPIRED",
};
const QE_IDENTITY: SignedKind = {
  id: "qeIdentity",
  name: "QE Identity",
  chain: "QE_IDENTITY_CHAIN_INVALID",
  signature: "QE_IDENTITY_SIGNATURE_INVALID",
  expired: "QE_IDENTITY_EXPIRED",
};

export interface SignedJudgement<T> {
  readonly checks: readonly Check[];
  /** The content, only when its chain and signature are good; its dates are a check of their own. */
  readonly trusted: T | null;
  readonly signer: Certificate | undefined;
}

export function judgeTcbInfo(
  tools: DcapTools,
  inputs: DcapInputs,
  item: Result<EndorsementItem> | undefined,
): Promise<SignedJudgement<TcbInfo>> {
  return judgeSigned(tools, inputs, { kind: TCB_INFO, item, study: studyTcbInfo });
}

export function judgeQeIdentity(
  tools: DcapTools,
  inputs: DcapInputs,
  item: Result<EndorsementItem> | undefined,
): Promise<SignedJudgement<QeIdentity>> {
  return judgeSigned(tools, inputs, { kind: QE_IDENTITY, item, study: studyQeIdentity });
}

/** Issuer chain, signature over the received bytes, form and dates; in this order, because each stands on the last. */
async function judgeSigned<T>(
  tools: DcapTools,
  inputs: DcapInputs,
  given: {
    kind: SignedKind;
    item: Result<EndorsementItem> | undefined;
    study: (tools: DcapTools, text: string) => Promise<Result<SignedStudy<T>>>;
  },
): Promise<SignedJudgement<T>> {
  const { kind, item, study } = given;
  const base = (part: string, title: string): CheckBase => ({
    id: `${kind.id}.${part}`,
    group: "collateral",
    title,
    source: `collateral ${kind.name}`,
  });
  const signatureBase = base("signature", `${kind.name} is signed by its issuer`);
  if (!item?.ok) {
    const missing = unavailable(signatureBase, item, inputs.rules);
    return { checks: [missing], trusted: null, signer: undefined };
  }

  const chain = await judgeSignerChain(tools, inputs, {
    base: base("chain", `${kind.name} issuer chain ends at a pinned root`),
    kind,
    text: item.value.issuerChain,
  });
  const document = await study(tools, item.value.body);
  const contentBase = base("content", `${kind.name} has the form that Intel defines`);
  if (!document.ok) {
    const { code, detail } = document.failure;
    return {
      checks: [chain.check, checkOf.fail(contentBase, code, { detail })],
      trusted: null,
      signer: chain.signer,
    };
  }
  const { envelope, signed, content, window } = document.value;
  const isSigned = chain.signer
    ? await verifyRemembered(tools, {
        spki: chain.signer.spki,
        signature: envelope.signature,
        data: envelope.signedBytes,
        content: signed,
      })
    : null;
  const signatureCheck =
    isSigned === null
      ? checkOf.skip(signatureBase, "there is no usable signer's certificate")
      : isSigned
        ? checkOf.pass(signatureBase, {
            detail: `over ${envelope.signedBytes.length} bytes as received`,
          })
        : checkOf.fail(signatureBase, kind.signature);
  const isTrusted = chain.check.status === "pass" && isSigned === true;
  return {
    checks: [
      chain.check,
      signatureCheck,
      ...(content.ok && window
        ? [
            checkOf.pass(contentBase),
            timeWindowCheck(base("validity", `${kind.name} is valid at this time`), {
              window,
              inputs,
              code: kind.expired,
              item: item.value,
            }),
          ]
        : contentFailure(contentBase, content)),
    ],
    trusted: isTrusted && content.ok ? content.value : null,
    signer: chain.signer,
  };
}

function contentFailure(base: CheckBase, content: Result<unknown>): readonly Check[] {
  return content.ok
    ? []
    : [checkOf.fail(base, content.failure.code, { detail: content.failure.detail })];
}

async function judgeSignerChain(
  tools: DcapTools,
  inputs: DcapInputs,
  given: { base: CheckBase; kind: SignedKind; text: string | null },
): Promise<{ check: Check; signer: Certificate | undefined }> {
  const { base, kind, text } = given;
  const bad = (detail: string, study: ChainStudy | null = null) => ({
    check: checkOf.fail(base, kind.chain, { detail }),
    signer: study?.certificates[0],
  });
  if (text === null) return bad("no issuer chain came with it");
  const chain = await studyChain(tools, text, "tcbSigner");
  if (!chain.ok) return bad(chain.failure.detail);
  const study = chain.value;
  if (study.problems.length > 0) return bad(study.problems.join("; "), study);
  const anchor = anchorOf(study.fingerprints.at(-1), inputs.anchors);
  if (!anchor) return bad("the chain ends at no pinned root", study);
  const dates = validityProblems(study, inputs.at);
  if (dates.length > 0) return bad(dates.join("; "), study);
  return {
    check: checkOf.pass({ ...base, source: `trust anchor ${anchor.name}` }),
    signer: study.certificates[0],
  };
}
