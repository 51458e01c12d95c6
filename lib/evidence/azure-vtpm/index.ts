import { sevSnpScheme } from "@/lib/evidence/sev-snp";
import { tdxScheme } from "@/lib/evidence/tdx";
import { vmplCheck, tdReportCheck } from "@/lib/formats/azure-hcl/verification/hcl-checks";
import { parseQuote } from "@/lib/formats/dcap/quote";
import { parseReport } from "@/lib/formats/snp/report";
import { fail, ok } from "@/lib/rats/result";
import { toPem } from "@/lib/x509/pem";
import { azureScheme } from "./azure-scheme";

/** Azure confidential VM with SEV-SNP: the guest sends the VCEK that Azure's metadata service gave it. */
export const azureSnpScheme = azureScheme({
  kind: "sev-snp",
  evidenceType: "azure-snp-vtpm",
  kindName: "Azure confidential VM with SEV-SNP",
  hardware: sevSnpScheme,
  open({ hcl, vcek }) {
    const bytes = hcl.hardwareReport;
    const opened = sevSnpScheme.open(bytes);
    if (!opened.ok) return opened;
    const report = parseReport(bytes);
    if (!report.ok) return report;
    const ownVcek = vcek === null ? null : toPem(vcek, "CERTIFICATE");
    return ok({
      scheme: sevSnpScheme,
      opened: opened.value,
      bytes,
      reportData: report.value.fields.reportData,
      // The VCEK that came with the request wins; either must chain to a pinned root.
      endorsements: (given) =>
        ownVcek === null || given.amd?.vcek !== undefined
          ? given
          : { ...given, amd: { ...given.amd, vcek: ownVcek } },
      carried: (given) => (ownVcek !== null && given.amd?.vcek === undefined ? ["amd.vcek"] : []),
      checks: () => Promise.resolve([vmplCheck(report.value.vmpl)]),
    });
  },
});

/** Azure confidential VM with TDX: the HCL report holds a TDREPORT, and Azure's quoting service made a quote of it. */
export const azureTdxScheme = azureScheme({
  kind: "tdx",
  evidenceType: "azure-tdx-vtpm",
  kindName: "Azure confidential VM with TDX",
  hardware: tdxScheme,
  open({ hcl, tdQuote }) {
    if (tdQuote === null) return fail("EVIDENCE_MALFORMED", "there is no TD quote", "td_quote");
    const opened = tdxScheme.open(tdQuote);
    if (!opened.ok) return opened;
    const quote = parseQuote(tdQuote);
    if (!quote.ok) return quote;
    const { body } = quote.value;
    if (body.tee !== "tdx") return fail("WRONG_TEE_TYPE", "this is an SGX quote", "td_quote");
    return ok({
      scheme: tdxScheme,
      opened: opened.value,
      bytes: tdQuote,
      reportData: body.report.reportData,
      endorsements: (given) => given,
      carried: () => [],
      checks: async (tools) => [await tdReportCheck(tools, hcl, body.report)],
    });
  },
});
