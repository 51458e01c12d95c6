import { cacheSpace } from "@/lib/crypto/content-cache";
import { ok, type Result } from "@/lib/rats/result";
import { parseCrl, type Crl } from "@/lib/x509/crl";
import { readCrlText } from "@/lib/x509/pem";
import { timeWindow, type TimeWindow } from "../rfc3339";
import { readQeIdentity, readQeIdentityEnvelope, type QeIdentity } from "../qe-identity";
import type { SignedJson } from "../signed-json";
import { readTcbInfo, readTcbInfoEnvelope, type TcbInfo } from "../tcb-info";
import type { DcapTools } from "./dcap-inputs";
import { signedContent } from "./signature-memory";

type Dated = Pick<TcbInfo | QeIdentity, "issueDate" | "nextUpdate">;

/** A signed JSON document with what could be read of it; nothing of it is trusted yet. */
export interface SignedStudy<T> {
  readonly envelope: SignedJson;
  /** `signedContent` of the envelope. */
  readonly signed: string | null;
  readonly content: Result<T>;
  /** issueDate to nextUpdate; null when the content can't be read. */
  readonly window: TimeWindow | null;
}

const TCB_INFOS = cacheSpace<Result<SignedStudy<TcbInfo>>>("TCB Info");
const QE_IDENTITIES = cacheSpace<Result<SignedStudy<QeIdentity>>>("QE Identity");

export function studyTcbInfo(
  tools: DcapTools,
  text: string,
): Promise<Result<SignedStudy<TcbInfo>>> {
  return tools.cache.remember(TCB_INFOS, text, async () => {
    const envelope = readTcbInfoEnvelope(text);
    return envelope.ok
      ? ok(await studySigned(tools, envelope.value, readTcbInfo(envelope.value.content)))
      : envelope;
  });
}

export function studyQeIdentity(
  tools: DcapTools,
  text: string,
): Promise<Result<SignedStudy<QeIdentity>>> {
  return tools.cache.remember(QE_IDENTITIES, text, async () => {
    const envelope = readQeIdentityEnvelope(text);
    return envelope.ok
      ? ok(await studySigned(tools, envelope.value, readQeIdentity(envelope.value.content)))
      : envelope;
  });
}

async function studySigned<T extends Dated>(
  tools: DcapTools,
  envelope: SignedJson,
  content: Result<T>,
): Promise<SignedStudy<T>> {
  return {
    envelope,
    content,
    signed: await signedContent(tools, envelope.signature, envelope.signedBytes),
    window: content.ok ? timeWindow(content.value.issueDate, content.value.nextUpdate) : null,
  };
}

export interface CrlStudy {
  readonly crl: Crl;
  /** thisUpdate to nextUpdate; a list without nextUpdate has a window that contains nothing. */
  readonly window: TimeWindow;
  /** `signedContent` of the list. */
  readonly signed: string | null;
}

const PCK_CRLS = cacheSpace<Result<CrlStudy>>("PCK CRL");
const ROOT_CRLS = cacheSpace<Result<CrlStudy>>("root CRL");

/** Reads a CRL in any of the encodings that PCS and PCCS serve. */
export function studyCrl(
  tools: DcapTools,
  text: string,
  code: "PCK_CRL_INVALID" | "ROOT_CRL_INVALID",
): Promise<Result<CrlStudy>> {
  const space = code === "PCK_CRL_INVALID" ? PCK_CRLS : ROOT_CRLS;
  return tools.cache.remember(space, text, async () => {
    const der = readCrlText(text, code);
    if (!der.ok) return der;
    const crl = parseCrl(der.value, code);
    if (!crl.ok) return crl;
    return ok({
      crl: crl.value,
      window: timeWindow(crl.value.thisUpdate, crl.value.nextUpdate ?? Number.NaN),
      signed: await signedContent(tools, crl.value.signature, crl.value.tbs),
    });
  });
}
