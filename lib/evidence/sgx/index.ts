import { dcapScheme } from "@/lib/evidence/dcap/dcap-scheme";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { sgxClaims } from "./claims";
import { enclaveAttributeChecks } from "./enclave-attributes";

/** Intel SGX: ECDSA quotes version 3, and SGX bodies in version 4 and 5. */
export const sgxScheme: EvidenceScheme = dcapScheme(
  {
    tee: "sgx",
    evidenceType: "intel-sgx-quote",
    kindName: "Intel SGX",
    claims: ({ report }, found) => sgxClaims(report, found),
    bodyChecks: ({ report }) => enclaveAttributeChecks(report),
  },
  ({ body }) => (body.tee === "sgx" ? body : null),
);
