import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { dcapFormat, inspectQuote } from "@/lib/formats/dcap/inspect-quote";
import { looksLikeQuote, parseQuote } from "@/lib/formats/dcap/quote";
import { prepareQuote, verifyQuote } from "@/lib/formats/dcap/verification/verify-quote";
import { fail, ok } from "@/lib/rats/result";
import { sgxClaims } from "./claims";
import { enclaveAttributeChecks } from "./enclave-attributes";

/** Intel SGX: ECDSA quotes version 3, and SGX bodies in version 4 and 5. */
export const sgxScheme: EvidenceScheme = {
  evidenceType: "intel-sgx-quote",
  recognises: (bytes) => looksLikeQuote(bytes, "sgx"),
  inspect: (bytes, crypto) => inspectQuote({ bytes, evidenceType: "intel-sgx-quote", crypto }),
  open(bytes) {
    const parsed = parseQuote(bytes);
    if (!parsed.ok) return parsed;
    const quote = parsed.value;
    const { body } = quote;
    if (body.tee !== "sgx") return fail("WRONG_TEE_TYPE", "this is a TDX quote", "header.teeType");
    return ok({
      format: dcapFormat(quote),
      productName: "Intel SGX",
      reportData: body.report.reportData,
      async prepare(tools, { endorsements, rules }) {
        const prepared = await prepareQuote(tools, quote, {
          endorsements: endorsements.intel ?? {},
          rules,
        });
        return {
          requiredEndorsements: prepared.required,
          async verify(inputs) {
            const found = await verifyQuote(tools, prepared, inputs);
            return {
              checks: [...found.checks, ...enclaveAttributeChecks(body.report)],
              claims: sgxClaims(body.report, { hardware: found.hardware, tcb: found.platformTcb }),
              tcb: found.tcb,
              chain: found.chain,
              policySection: "intel.sgx",
              underBuiltInRoot: found.anchor?.origin === "built-in",
            };
          },
        };
      },
    });
  },
};
