import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { dcapFormat, inspectQuote } from "@/lib/formats/dcap/inspect-quote";
import { looksLikeQuote, parseQuote } from "@/lib/formats/dcap/quote";
import { prepareQuote, verifyQuote } from "@/lib/formats/dcap/verification/verify-quote";
import { fail, ok } from "@/lib/rats/result";
import { tdxClaims } from "./claims";
import { tdAttributeChecks } from "./td-attributes";

/** Intel TDX: ECDSA quotes version 4 and 5 with a TD report of TDX 1.0 or 1.5. */
export const tdxScheme: EvidenceScheme = {
  evidenceType: "intel-tdx-quote",
  recognises: (bytes) => looksLikeQuote(bytes, "tdx"),
  inspect: (bytes, crypto) => inspectQuote({ bytes, evidenceType: "intel-tdx-quote", crypto }),
  open(bytes) {
    const parsed = parseQuote(bytes);
    if (!parsed.ok) return parsed;
    const quote = parsed.value;
    const { body } = quote;
    if (body.tee !== "tdx") return fail("WRONG_TEE_TYPE", "this is an SGX quote", "header.teeType");
    return ok({
      format: { ...dcapFormat(quote), tdx: body.tdx },
      productName: "Intel TDX",
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
              checks: [...found.checks, ...tdAttributeChecks(body.report, inputs.rules)],
              claims: tdxClaims(body.report, { hardware: found.hardware, tcb: found.platformTcb }),
              tcb: found.tcb,
              chain: found.chain,
              policySection: "intel.tdx",
              underBuiltInRoot: found.anchor?.origin === "built-in",
            };
          },
        };
      },
    });
  },
};
