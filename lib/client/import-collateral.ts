import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import {
  type collateralImportResultSchema,
  collateralImportSchema,
} from "@/lib/contract/collateral";
import { importCollateral } from "@/lib/contract/operations";
import { api } from "./api";
import { collateralKeys } from "./collateral";
import { overviewKeys } from "./overview";

/** What became of one file. A file that can't be read is refused here, before it is sent. */
export type ImportOutcome = { readonly file: string } & (
  | { readonly kind: "answered"; readonly answer: z.infer<typeof collateralImportResultSchema> }
  | { readonly kind: "unreadable"; readonly detail: string }
  | { readonly kind: "failed"; readonly error: unknown }
);

/** Imports files one after the other; one bad file does not keep the others out. */
export const importCollateralMutation = (client: QueryClient) =>
  mutationOptions({
    mutationFn: async (files: readonly File[]) => {
      const outcomes: ImportOutcome[] = [];
      for (const file of files) outcomes.push(await importFile(file));
      return outcomes;
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: collateralKeys.all }),
        client.invalidateQueries({ queryKey: overviewKeys.all }),
      ]),
  });

async function importFile(file: File): Promise<ImportOutcome> {
  const body = collateralImportSchema.safeParse(parseJson(await file.text()));
  if (!body.success) {
    return {
      file: file.name,
      kind: "unreadable",
      detail:
        "This is no collateral file: expected an Attestry export, an object with endorsements under “intel”, or the object of tcb_info, qe_identity, pck_crl and root_ca_crl that common tools write.",
    };
  }
  try {
    const answer = await api(importCollateral, { body: body.data });
    return { file: file.name, kind: "answered", answer };
  } catch (error) {
    return { file: file.name, kind: "failed", error };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
