import type { Metadata } from "next";
import { PageHeader } from "@/components/shell/page-header";
import { VerifyForm } from "@/components/verify/verify-form";

export const metadata: Metadata = { title: "Verify" };

export default function VerifyPage() {
  return (
    <div className="space-y-5">
      <PageHeader
        title="Verify evidence"
        note="Paste evidence or drop a file. It is recognised in this browser; the server judges it when you ask."
      />
      <VerifyForm />
    </div>
  );
}
