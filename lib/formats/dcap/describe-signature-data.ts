import { toHex } from "@/lib/bytes/hex";
import type { Field } from "@/lib/rats/inspection";
import { littleEndian } from "./bit-tables";
import { describeCertification } from "./describe-certification";
import { describeStructure, leaf, structure } from "./describe-structure";
import { CERTIFICATION_DATA_TYPES, ENCLAVE_REPORT } from "./layout";
import type { Quote } from "./quote";

export const SIGNATURE_SPECIFICATION =
  "Intel TDX DCAP Quoting Library API, table “ECDSA 256-bit Quote Signature Data Structure”";

/** Everything behind the body of a quote: its signature, its key, and what vouches for that key. */
export function describeSignatureData(quote: Quote): Field {
  const { ranges, bytes } = quote;
  const specification = SIGNATURE_SPECIFICATION;
  const bytesField = (
    given: Pick<Field, "id" | "name" | "offset" | "length" | "description">,
  ): Field =>
    leaf({
      ...given,
      kind: "bytes",
      value: toHex(bytes.subarray(given.offset, given.offset + given.length)),
      specification,
    });
  const integer = (
    given: Pick<Field, "id" | "name" | "offset" | "length" | "description"> & {
      meaning?: string | null;
    },
  ): Field =>
    leaf({
      ...given,
      kind: "integer",
      value: littleEndian(bytes.subarray(given.offset, given.offset + given.length)).toString(),
      specification,
    });
  const outer = ranges.outerCertification;
  return structure({
    id: "signature",
    name: "Signature data",
    offset: ranges.signatureLength,
    length: 4 + ranges.signatureDataLength,
    description: "The quote's signature, its key, and what vouches for that key.",
    specification,
    children: [
      integer({
        id: "signature.length",
        name: "Signature data length",
        offset: ranges.signatureLength,
        length: 4,
        description: "Length of everything that follows.",
      }),
      bytesField({
        id: "signature.quoteSignature",
        name: "Quote signature",
        offset: ranges.signatureData,
        length: 64,
        description: "ECDSA P-256 signature r‖s by the attestation key over header and body.",
      }),
      bytesField({
        id: "signature.attestationKey",
        name: "Attestation key",
        offset: ranges.signatureData + 64,
        length: 64,
        description: "Public key x‖y that the quoting enclave made.",
      }),
      ...(outer === null
        ? []
        : [
            integer({
              id: "certification.outerType",
              name: "Certification data type",
              offset: outer,
              length: 2,
              meaning: CERTIFICATION_DATA_TYPES[6] ?? null,
              description: "Always 6 here: the quoting enclave's report and what certifies it.",
            }),
            integer({
              id: "certification.outerLength",
              name: "Certification data length",
              offset: outer + 2,
              length: 4,
              description: "Length of the quoting enclave's report data.",
            }),
          ]),
      describeStructure({
        layout: ENCLAVE_REPORT,
        bytes,
        offset: ranges.qeReport,
        id: "qe",
        name: "QE report",
      }),
      bytesField({
        id: "qe.signature",
        name: "QE report signature",
        offset: ranges.qeReportSignature,
        length: 64,
        description: "ECDSA P-256 signature r‖s by the PCK key over the QE report.",
      }),
      integer({
        id: "qe.authDataLength",
        name: "QE authentication data length",
        offset: ranges.authDataLength,
        length: 2,
        description: "Length of the authentication data.",
      }),
      bytesField({
        id: "qe.authData",
        name: "QE authentication data",
        offset: ranges.authData,
        length: quote.authData.length,
        description: "Hashed together with the attestation key into the QE report's data.",
      }),
      describeCertification(quote),
    ],
  });
}
