import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { operationUrl } from "@/lib/client/operation-url";
import { AUDIT_EXPORT_FORMATS, type AuditFilter } from "@/lib/contract/audit";
import { exportAuditTrail } from "@/lib/contract/operations/audit";

const words = {
  jsonl: {
    label: "Export, signed",
    title: "Every event of the chosen time as JSON lines, for attestry audit verify",
  },
  csv: {
    label: "Export as CSV",
    title: "Every event of the chosen time, for spreadsheets; can't be verified",
  },
} as const satisfies Record<(typeof AUDIT_EXPORT_FORMATS)[number], object>;

/** The trail of the chosen period as a file, straight from the server: it may be larger than a page can hold. */
export function TrailExport({ filter: { from, to } }: { readonly filter: AuditFilter }) {
  return AUDIT_EXPORT_FORMATS.map((format) => (
    <a
      key={format}
      href={operationUrl(exportAuditTrail, { query: { format, from, to } })}
      download
      title={words[format].title}
      className={buttonClass({})}
    >
      <Download aria-hidden />
      {words[format].label}
    </a>
  ));
}
