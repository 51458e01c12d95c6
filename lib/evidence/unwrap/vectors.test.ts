import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import { unwrapEvidence, type UnwrappedEvidence } from "./unwrap-evidence";

/** Real evidence lies beside the project, never in it. */
const ROOT = path.resolve(import.meta.dirname, "../../../../shared/vectors");
const isHere = existsSync(ROOT);
if (!isHere) console.warn(`wrapped vectors: skipped, because ${ROOT} is not there`);

const wrappedSchema = z.object({
  evidence: z.object({
    attestation_report: z.string(),
    cert_chain: z.object({ vcek: z.string() }),
  }),
});

const read = (file: string) => new Uint8Array(readFileSync(path.join(ROOT, file)));
const ascii = (text: string) => new TextEncoder().encode(text);

function unwrapped(bytes: Uint8Array): UnwrappedEvidence {
  const result = unwrapEvidence(bytes);
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

const CASES: readonly (readonly [string, EvidenceType])[] = [
  ["sgx/phala-quote-v3/quote.bin", "intel-sgx-quote"],
  ["tdx/phala-quote-v4/quote.bin", "intel-tdx-quote"],
  ["tdx/google-quote-v5/quote.bin", "intel-tdx-quote"],
  ["tdx/google-spr-e4-v4/quote.bin", "intel-tdx-quote"],
  ["tdx/dstack-quote-with-event-log/report.json", "dstack-attestation"],
  ["eventlog/dstack-guest-agent-attestation/attestation.bin", "dstack-attestation"],
  ["eventlog/ccel-grub/ccel.bin", "event-log"],
  ["eventlog/tpm-debian-10-sha1/eventlog.bin", "event-log"],
  ["eventlog/tpm-cos-101-amd-sev/eventlog.bin", "event-log"],
  ["sev-snp/google-milan-v2-vcek/report.bin", "amd-sev-snp-report"],
  ["sev-snp/milan-v3-vlek-aws/report.bin", "amd-sev-snp-report"],
  ["sev-snp/confidential-ai-genoa-v5-vcek/report.bin", "amd-sev-snp-report"],
  ["nitro/dstack-nitro/document.cbor", "aws-nitro-document"],
  ["tpm/azure-snp-vtpm-v1/evidence.json", "azure-snp-vtpm"],
  ["tpm/azure-tdx-vtpm-v1/evidence.json", "azure-tdx-vtpm"],
  ["tpm/trustee-tpm-evidence/evidence.json", "tpm-quote"],
  ["tpm/dstack-tpms-attest/tpms-attest.bin", "tpm-quote"],
];

/** How people copy evidence from one place to another. */
const ENCODINGS: readonly (readonly [string, (bytes: Buffer) => string])[] = [
  ["hex", (bytes) => bytes.toString("hex")],
  ["hex", (bytes) => `0x${bytes.toString("hex").toUpperCase()}\n`],
  ["base64", (bytes) => bytes.toString("base64").replace(/.{76}/g, "$&\n")],
  ["base64url", (bytes) => bytes.toString("base64url")],
  [
    "PEM: EVIDENCE",
    (bytes) => `-----BEGIN EVIDENCE-----\n${bytes.toString("base64")}\n-----END EVIDENCE-----\n`,
  ],
];

describe.skipIf(!isHere)("real evidence and its wrappings", () => {
  it.each(CASES)("takes %s as it is", (file, evidenceType) => {
    expect(unwrapped(read(file))).toMatchObject({ evidenceType, wrappings: [] });
  });

  it.each(CASES)("takes %s out of text", (file, evidenceType) => {
    const bytes = read(file);
    for (const [label, encode] of ENCODINGS) {
      const found = unwrapped(ascii(encode(Buffer.from(bytes))));
      expect(found.evidenceType).toBe(evidenceType);
      expect([label, "base64"]).toContain(found.wrappings[0]); // base64url without its own letters is base64
      expect(Buffer.from(found.evidence).equals(bytes)).toBe(true);
    }
  });

  it.each(["dstack-nitro", "dstack-nitro-debug", "dstack-nsm-qvl"])(
    "takes the document of %s out of dstack's envelope",
    (name) => {
      const found = unwrapped(read(`nitro/${name}/wrapped.bin`));
      expect(found).toMatchObject({
        evidenceType: "aws-nitro-document",
        wrappings: ["SCALE: dstack"],
      });
      expect(Buffer.from(found.evidence).equals(read(`nitro/${name}/document.cbor`))).toBe(true);
    },
  );

  it("takes report and VCEK out of attestation-rs's JSON", () => {
    const folder = "sev-snp/confidential-ai-genoa-v5-vcek";
    const found = unwrapped(read(`${folder}/evidence-wrapped.json`));
    expect(found).toMatchObject({
      evidenceType: "amd-sev-snp-report",
      wrappings: ["json: attestation-rs", "json: attestation-rs", "base64"],
    });
    const { evidence } = wrappedSchema.parse(
      JSON.parse(readFileSync(path.join(ROOT, folder, "evidence-wrapped.json"), "utf8")),
    );
    expect(Buffer.from(found.evidence).toString("base64")).toBe(evidence.attestation_report);
    const vcek = Buffer.from(found.endorsements.amd?.vcek ?? "", "base64");
    expect(vcek.toString("base64")).toBe(evidence.cert_chain.vcek);
  });

  it("takes a quote and its log out of trustee's JSON", () => {
    const folder = "tdx/google-cos113-quote-with-ccel";
    const quote = read(`${folder}/quote.bin`);
    const log = read(`${folder}/ccel-data.bin`);
    const json = JSON.stringify({
      cc_eventlog: Buffer.from(log).toString("base64"),
      quote: Buffer.from(quote).toString("base64"),
    });
    const found = unwrapped(ascii(json));
    expect(found.wrappings).toEqual(["json: trustee", "base64"]);
    expect(Buffer.from(found.evidence).equals(quote)).toBe(true);
    expect(Buffer.from(found.eventLog ?? []).equals(log)).toBe(true);
  });
});
