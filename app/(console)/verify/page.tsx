import type { Metadata } from "next";
import { PageHeader } from "@/components/shell/page-header";
import { VerifyForm } from "@/components/verify/verify-form";
import { Permitted } from "../prefetched";

export const metadata: Metadata = { title: "Verify" };

export default function VerifyPage() {
  return (
    <Permitted permission="evidence:verify">
      <div className="space-y-5">
        <PageHeader
          title="Verify evidence"
          note="Paste evidence or drop a file. It is recognised in this browser; the server judges it when you ask."
        />
        <VerifyForm />
      </div>
    </Permitted>
  );
}
