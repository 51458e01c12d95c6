import type { EvidenceScheme, OpenedEvidence } from "@/lib/evidence/scheme";
import { inspectTpmQuote } from "@/lib/formats/tpm/inspect-quote";
import {
  parseQuoteEvidence,
  tpmContainer,
  type QuoteEvidence,
} from "@/lib/formats/tpm/quote-evidence";
import { judgeAk } from "@/lib/formats/tpm/verification/ak-checks";
import { judgeBootLog } from "@/lib/formats/tpm/verification/boot-log-checks";
import { judgeQuote } from "@/lib/formats/tpm/verification/quote-checks";
import { ok } from "@/lib/rats/result";
import { pcrMeasurements, pinsPcrs, quoteAttributes, tpmKnobs } from "./quote-claims";

const KIND_NAME = "TPM 2.0 quote";

/** A quote of a TPM 2.0 under an attestation key that the request or a certificate vouches for. */
export const tpmQuoteScheme: EvidenceScheme = {
  evidenceType: "tpm-quote",
  kindName: KIND_NAME,
  recognises: (bytes) => tpmContainer(bytes) !== null,
  inspect: (bytes, crypto, eventLog = null) => inspectTpmQuote({ bytes, crypto, eventLog }),
  knobs: (rules, claims) => tpmKnobs(rules.tpm ?? {}, claims),
  pins: (rules) => pinsPcrs(rules.tpm ?? {}),
  open(bytes) {
    const parsed = parseQuoteEvidence(bytes);
    return parsed.ok ? ok(openQuote(parsed.value)) : parsed;
  },
};

function openQuote(evidence: QuoteEvidence): OpenedEvidence {
  const { attest, pcrs } = evidence;
  return {
    format: {
      container: evidence.container,
      bank: attest.selection.bank.name,
      pcrs: attest.selection.pcrs.length,
      ...(evidence.signature
        ? { signature: `${evidence.signature.scheme} ${evidence.signature.hash.name}` }
        : {}),
    },
    productName: KIND_NAME,
    carries: { reportData: null, nonces: [attest.extraData], userData: null, issuedAt: null },
    prepare: (tools, { endorsements, eventLog }) =>
      Promise.resolve({
        requiredEndorsements: [],
        async verify({ anchors, at }) {
          const ak = await judgeAk(tools, {
            evidence,
            endorsements: endorsements.tpm ?? {},
            anchors,
            at,
          });
          const quote = await judgeQuote(tools, evidence, ak);
          const log = eventLog
            ? await judgeBootLog(tools, {
                eventLog,
                bank: attest.selection.bank,
                signedPcrs: quote.signedPcrs,
              })
            : null;
          return {
            checks: [...ak.checks, ...quote.checks, ...(log?.checks ?? [])],
            claims: {
              measurements: pcrMeasurements(attest, pcrs),
              reportData: null,
              debug: false,
              hardware: ak.hardware,
              tcb: {},
              attributes: quoteAttributes(attest, { secureBoot: log?.secureBoot ?? null }),
            },
            tcb: null,
            chain: ak.chain,
            root: ak.root,
            ceiling: "hardware",
            submodules: [],
          };
        },
      }),
  };
}
