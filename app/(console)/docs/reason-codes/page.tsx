import type { Metadata } from "next";
import { ReasonCodeList } from "@/components/docs/reason-code-list";
import { PageHeader } from "@/components/shell/page-header";

export const metadata: Metadata = { title: "Reason codes" };

export default function ReasonCodesPage() {
  return (
    <>
      <PageHeader
        title="Reason codes"
        note="Every reason that a verdict, a check or an answer of the API gives. Codes are stable: they are never renamed and never get a second meaning."
      />
      <ReasonCodeList />
    </>
  );
}
