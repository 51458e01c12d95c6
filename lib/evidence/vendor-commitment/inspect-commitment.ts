import type { SchemeInspection } from "@/lib/evidence/scheme";
import { latin1 } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { describeJson } from "@/lib/formats/jws/describe-json";
import { describeJwsRanges, inspectCompactJws } from "@/lib/formats/jws/inspect-jws";
import { jsonSpans } from "@/lib/formats/jws/json-spans";
import { looksLikeCompactJws } from "@/lib/formats/jws/jws";
import { readCommitment } from "./read-commitment";

/** A commitment as far as it can be read; for the JSON form with what its texts hold. */
export async function inspectCommitment(
  bytes: Uint8Array,
  crypto: CryptoPort,
): Promise<SchemeInspection> {
  const evidenceType = "vendor-commitment";
  if (looksLikeCompactJws(bytes)) return inspectCompactJws({ bytes, evidenceType, crypto });
  const commitment = readCommitment(bytes);
  const span = jsonSpans(latin1(bytes));
  const document =
    span === null ? [] : [describeJson(span, { bytes, id: "document", name: "Document" })];
  const common = { evidenceType, certificates: [], eventLogs: [] } as const;
  if (!commitment.ok) {
    const { code, detail } = commitment.failure;
    return { ...common, format: {}, fields: document, stoppedAt: { offset: 0, code, detail } };
  }
  const { jws, form } = commitment.value;
  return {
    ...common,
    format: { serialisation: `JWS ${form}` },
    ...describeJwsRanges(bytes, jws.ranges),
  };
}
