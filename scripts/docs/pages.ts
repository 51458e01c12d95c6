import path from "node:path";
import { format } from "prettier";
import { projectRoot } from "@/lib/store/project-root";
import { fieldsPage } from "./fields-page";
import { reasonCodesPage } from "./reason-codes-page";

export interface GeneratedPage {
  readonly file: string;
  readonly text: string;
}

/** Pages that are written from the code; nobody edits them by hand. */
export async function generatedPages(): Promise<readonly GeneratedPage[]> {
  const pages = { "reason-codes.md": reasonCodesPage(), "fields.md": fieldsPage() };
  return Promise.all(
    Object.entries(pages).map(async ([name, text]) => ({
      file: path.join(projectRoot(), "docs", name),
      text: await format(text, { parser: "markdown", printWidth: 120, proseWrap: "preserve" }),
    })),
  );
}
