import type { EvidenceScheme, OpenedEvidence } from "@/lib/evidence/scheme";
import { readCertificateTable, type CertificateTable } from "@/lib/formats/snp/certificate-table";
import { inspectReport } from "@/lib/formats/snp/inspect-report";
import { REPORT_LENGTH } from "@/lib/formats/snp/layout";
import { looksLikeReport, parseReport, type SnpReport } from "@/lib/formats/snp/report";
import { prepareReport, verifyReport } from "@/lib/formats/snp/verification/verify-report";
import { ok, type Result } from "@/lib/rats/result";
import { snpClaims } from "./claims";
import { snpKnobs, snpPins } from "./knobs";

/** AMD SEV-SNP: attestation reports version 2 to 5, alone or with the certificate table of an extended report. */
export const sevSnpScheme: EvidenceScheme = {
  evidenceType: "amd-sev-snp-report",
  kindName: "AMD SEV-SNP",
  recognises: looksLikeReport,
  inspect: inspectReport,
  knobs: snpKnobs,
  pins: snpPins,
  open(bytes) {
    const report = parseReport(bytes.subarray(0, REPORT_LENGTH));
    if (!report.ok) return report;
    const table = readTable(bytes.subarray(REPORT_LENGTH));
    return table.ok ? ok(opened(report.value, table.value)) : table;
  },
};

function readTable(bytes: Uint8Array): Result<CertificateTable | null> {
  return bytes.length === 0 ? ok(null) : readCertificateTable(bytes);
}

function opened(report: SnpReport, table: CertificateTable | null): OpenedEvidence {
  return {
    format: {
      version: report.version,
      ...(report.signer ? { signer: report.signer } : {}),
      ...(table ? { certificates: table.entries.length } : {}),
    },
    productName: "AMD SEV-SNP",
    carries: {
      reportData: report.fields.reportData,
      nonces: null,
      userData: null,
      issuedAt: null,
    },
    async prepare(tools, { endorsements, rules }) {
      const prepared = await prepareReport(
        tools,
        { report, table },
        { endorsements: endorsements.amd ?? {}, rules },
      );
      return {
        requiredEndorsements: prepared.required,
        async verify(inputs) {
          const found = await verifyReport(tools, prepared, inputs);
          return {
            checks: found.checks,
            claims: snpClaims(report, found),
            tcb: null,
            chain: found.chain,
            root: found.anchor?.origin ?? null,
            ceiling: "hardware",
            submodules: [],
          };
        },
      };
    },
  };
}
