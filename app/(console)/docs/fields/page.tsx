import type { Metadata } from "next";
import { FieldDictionary } from "@/components/docs/field-dictionary";
import { PageHeader } from "@/components/shell/page-header";
import { FIELD_DICTIONARY } from "@/lib/evidence/field-dictionary";

export const metadata: Metadata = { title: "Fields" };

export default function FieldsPage() {
  return (
    <>
      <PageHeader
        title="Fields of evidence"
        note="What the inspector and the command line name, a sentence for each, with the specification that it stands in."
      />
      <FieldDictionary structures={FIELD_DICTIONARY} />
    </>
  );
}
