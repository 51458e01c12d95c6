import { Braces } from "lucide-react";
import type { Metadata } from "next";
import { ApiReference } from "@/components/docs/api-reference";
import { readApiDocument } from "@/components/docs/openapi-model";
import { PageHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import { openApiDocument } from "@/lib/contract/openapi";
import { getOpenApi } from "@/lib/contract/operations";

export const metadata: Metadata = { title: "API reference" };

export default function ApiPage() {
  const document = readApiDocument(openApiDocument());
  return (
    <>
      <PageHeader
        title="API reference"
        note={document.description.replaceAll("`", "")}
        actions={
          <a href={getOpenApi.path} className={buttonClass({})}>
            <Braces aria-hidden />
            OpenAPI document
          </a>
        }
      />
      <ApiReference document={document} />
    </>
  );
}
