import { toHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import type { Field } from "@/lib/rats/inspection";
import { leaf, structure } from "./describe-structure";
import { CERTIFICATION_DATA_TYPES } from "./layout";
import type { Quote } from "./quote";

const SPECIFICATION = "Intel TDX DCAP Quoting Library API, table “QE Certification Data”";

/** The certification data of a quote: a chain of certificates, or what identifies the platform. */
export function describeCertification(quote: Quote): Field {
  const { ranges } = quote;
  const { type, data } = quote.certification;
  const specification = SPECIFICATION;
  const offset = ranges.certification;
  return structure({
    id: "certification",
    name: "Certification data",
    offset: ranges.certificationHeader,
    length: 6 + data.length,
    description: "What vouches for the platform's provisioning certification key (PCK).",
    specification,
    children: [
      leaf({
        id: "certification.type",
        name: "Certification data type",
        offset: ranges.certificationHeader,
        length: 2,
        kind: "integer",
        value: `${type}`,
        meaning: CERTIFICATION_DATA_TYPES[type] ?? null,
        description: "Form of the certification data.",
        specification,
      }),
      leaf({
        id: "certification.length",
        name: "Certification data length",
        offset: ranges.certificationHeader + 2,
        length: 4,
        kind: "integer",
        value: `${data.length}`,
        description: "Length of the certification data.",
        specification,
      }),
      ...(type === 5 ? pemFields(data, offset) : platformIdFields(data, offset)),
    ],
  });
}

const PEM_NAMES = ["PCK certificate", "PCK CA certificate", "Root CA certificate"];

/** One field for each PEM block, with its place in the quote. */
function pemFields(data: Uint8Array, offset: number): readonly Field[] {
  const text = latin1(data);
  const fields: Field[] = [];
  const end = "-----END CERTIFICATE-----";
  for (let from = 0, index = 0; ; index++) {
    const start = text.indexOf("-----BEGIN CERTIFICATE-----", from);
    const stop = text.indexOf(end, start);
    if (start < 0 || stop < 0) return fields;
    from = stop + end.length;
    fields.push(
      leaf({
        id: `certification.certificate${index}`,
        name: PEM_NAMES[index] ?? `Certificate ${index + 1}`,
        offset: offset + start,
        length: from - start,
        kind: "text",
        value: text.slice(start, from),
        description: "A certificate of the chain that vouches for the PCK, leaf first.",
        specification: SPECIFICATION,
      }),
    );
  }
}

function platformIdFields(data: Uint8Array, offset: number): readonly Field[] {
  const ppidLength = data.length - 20;
  const parts = [
    { id: "ppid", name: "PPID", at: 0, length: ppidLength, about: "Platform provisioning id." },
    { id: "cpuSvn", name: "CPUSVN", at: ppidLength, length: 16, about: "CPUSVN to certify." },
    { id: "pceSvn", name: "PCESVN", at: ppidLength + 16, length: 2, about: "PCESVN to certify." },
    { id: "pceId", name: "PCEID", at: ppidLength + 18, length: 2, about: "Id of the PCE." },
  ];
  return parts.map(({ id, name, at, length, about }) =>
    leaf({
      id: `certification.${id}`,
      name,
      offset: offset + at,
      length,
      kind: "bytes",
      value: toHex(data.subarray(at, at + length)),
      description: about,
      specification: SPECIFICATION,
    }),
  );
}
