import { ENCLAVE_REPORT, QUOTE_HEADER, TD_REPORT_15, type StructureLayout } from "./layout";

/** Every structure that the field dictionary explains, from the same description that the parser reads. */
export const DCAP_STRUCTURES: readonly { readonly id: string; readonly layout: StructureLayout }[] =
  [
    { id: "header", layout: QUOTE_HEADER },
    { id: "body (TDX)", layout: TD_REPORT_15 },
    { id: "body (SGX), qe", layout: ENCLAVE_REPORT },
  ];
