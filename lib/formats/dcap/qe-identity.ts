import type { JsonObject } from "@/lib/bytes/strict-json";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseUtcTimestamp } from "./rfc3339";
import {
  hexMember,
  integerMember,
  readSignedJson,
  textMember,
  type SignedJson,
} from "./signed-json";
import { readSvnLevels, type SvnLevel } from "./svn-level";

/** Enclave Identity version 2 (Intel PCS API v4, "Get Quoting Enclave Identity"). */
export interface QeIdentity {
  readonly id: "QE" | "TD_QE";
  readonly issueDate: number;
  readonly nextUpdate: number;
  readonly evaluationDataNumber: number;
  readonly miscSelect: Uint8Array;
  readonly miscSelectMask: Uint8Array;
  readonly attributes: Uint8Array;
  readonly attributesMask: Uint8Array;
  readonly mrSigner: Uint8Array;
  readonly isvProdId: number;
  readonly levels: readonly SvnLevel[];
}

export function readQeIdentityEnvelope(text: string): Result<SignedJson> {
  return readSignedJson(text, "enclaveIdentity", "QE_IDENTITY_INVALID");
}

/** Hex members are byte strings in memory order and are compared as such. */
export function readQeIdentity(identity: JsonObject): Result<QeIdentity> {
  const bad = (detail: string) => fail("QE_IDENTITY_INVALID", detail, "qeIdentity.content");
  const id = textMember(identity, "id");
  if (id !== "QE" && id !== "TD_QE") return bad(`id is ${JSON.stringify(identity["id"] ?? null)}`);
  if (identity["version"] !== 2) return bad("version is not 2");
  const issueDate = parseUtcTimestamp(textMember(identity, "issueDate") ?? "");
  const nextUpdate = parseUtcTimestamp(textMember(identity, "nextUpdate") ?? "");
  if (issueDate === null) return bad("issueDate is not a UTC date and time");
  if (nextUpdate === null) return bad("nextUpdate is not a UTC date and time");
  const evaluationDataNumber = integerMember(identity, "tcbEvaluationDataNumber", {
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
  });
  const isvProdId = integerMember(identity, "isvprodid", { min: 0, max: 0xffff });
  if (evaluationDataNumber === null) return bad("tcbEvaluationDataNumber is not a positive number");
  if (isvProdId === null) return bad("isvprodid is not a 16-bit number");
  const miscSelect = hexMember(identity, "miscselect", 4);
  const miscSelectMask = hexMember(identity, "miscselectMask", 4);
  const attributes = hexMember(identity, "attributes", 16);
  const attributesMask = hexMember(identity, "attributesMask", 16);
  const mrSigner = hexMember(identity, "mrsigner", 32);
  if (!miscSelect || !miscSelectMask) return bad("miscselect or its mask is not 4 bytes of hex");
  if (!attributes || !attributesMask) return bad("attributes or their mask is not 16 bytes of hex");
  if (!mrSigner) return bad("mrsigner is not 32 bytes of hex");
  const levels = readSvnLevels(identity["tcbLevels"]);
  if (!levels) return bad("tcbLevels is empty or breaks its format");
  return ok({
    id,
    issueDate,
    nextUpdate,
    evaluationDataNumber,
    miscSelect,
    miscSelectMask,
    attributes,
    attributesMask,
    mrSigner,
    isvProdId,
    levels,
  });
}
