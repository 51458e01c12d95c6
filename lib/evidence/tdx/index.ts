import { dcapScheme } from "@/lib/evidence/dcap/dcap-scheme";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { parseQuote } from "@/lib/formats/dcap/quote";
import { tdxClaims } from "./claims";
import { tdxEventLogChecks, viewTdxEventLog } from "./event-log";
import { tdAttributeChecks } from "./td-attributes";

const quoteScheme: EvidenceScheme = dcapScheme(
  {
    tee: "tdx",
    evidenceType: "intel-tdx-quote",
    kindName: "Intel TDX",
    format: ({ tdx }) => ({ tdx }),
    claims: ({ report }, found) => tdxClaims(report, found),
    bodyChecks: ({ report }, rules) => tdAttributeChecks(report, rules),
    companionChecks: ({ report }, given) => tdxEventLogChecks(report, given),
  },
  ({ body }) => (body.tee === "tdx" ? body : null),
);

/** Intel TDX: ECDSA quotes version 4 and 5 with a TD report of TDX 1.0 or 1.5, and the event log of the TD. */
export const tdxScheme: EvidenceScheme = {
  ...quoteScheme,
  async inspect(bytes, crypto, eventLog = null) {
    const inspection = await quoteScheme.inspect(bytes, crypto);
    if (eventLog === null) return inspection;
    const quote = parseQuote(bytes);
    const report = quote.ok && quote.value.body.tee === "tdx" ? quote.value.body.report : null;
    const view = await viewTdxEventLog(report, { crypto, eventLog });
    return { ...inspection, eventLogs: [...inspection.eventLogs, view] };
  },
};
