import { TPMS_ATTEST, TPMT_PUBLIC, TPMT_SIGNATURE, type PlacedLayout } from "./layout";

/** Every structure that the field dictionary explains; none has fixed offsets. */
export const TPM_STRUCTURES: readonly { readonly id: string; readonly layout: PlacedLayout }[] = [
  { id: "attest", layout: TPMS_ATTEST },
  { id: "signature", layout: TPMT_SIGNATURE },
  { id: "akPublic", layout: TPMT_PUBLIC },
];
