import type { StructureLayout } from "../dcap/layout";
import { REPORT_V5 } from "./layout";

/** Every structure that the field dictionary explains; version 5 has all fields of those before it. */
export const SNP_STRUCTURES: readonly { readonly id: string; readonly layout: StructureLayout }[] =
  [{ id: "report", layout: REPORT_V5 }];
