import { dcapScheme } from "@/lib/evidence/dcap/dcap-scheme";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { tdxClaims } from "./claims";
import { tdAttributeChecks } from "./td-attributes";

/** Intel TDX: ECDSA quotes version 4 and 5 with a TD report of TDX 1.0 or 1.5. */
export const tdxScheme: EvidenceScheme = dcapScheme(
  {
    tee: "tdx",
    evidenceType: "intel-tdx-quote",
    kindName: "Intel TDX",
    format: ({ tdx }) => ({ tdx }),
    claims: ({ report }, found) => tdxClaims(report, found),
    bodyChecks: ({ report }, rules) => tdAttributeChecks(report, rules),
  },
  ({ body }) => (body.tee === "tdx" ? body : null),
);
