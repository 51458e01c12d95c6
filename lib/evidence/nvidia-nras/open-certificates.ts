import type { OpenedEvidence } from "@/lib/evidence/scheme";
import type { JsonValue } from "@/lib/bytes/strict-json";
import { chainDateProblems, readSignerChain } from "@/lib/formats/jws/signer-chain";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { anchorsFor, type TrustAnchor } from "@/lib/trust/trust-anchors";
import type { NvidiaKind } from "./nvidia-kind";

const CHAIN: CheckBase = {
  id: "token.signerChain",
  group: "chain",
  title: "Signer's certificates are well-formed and signed link by link",
};
const ROOT: CheckBase = {
  id: "token.root",
  group: "chain",
  title: "Something trusted vouches for the signer",
};
const DATES: CheckBase = {
  id: "token.signerValidity",
  group: "chain",
  title: "Signer's certificates are valid at this time",
};
const SIGNATURE: CheckBase = {
  id: "token.signature",
  group: "signature",
  title: "Token signed by the service's key",
};

/**
 * Only the certificates of a signer, without a token. They can be judged, and that is all: nobody says anything of any
 * device, so the verdict stays open however good they are.
 */
export function openCertificates(
  x5c: JsonValue,
  { kindName, profile }: NvidiaKind,
): OpenedEvidence {
  return {
    format: { form: "certificates" },
    productName: `${kindName} signer`,
    carries: { reportData: null, nonces: null, userData: null, issuedAt: null },
    prepare: (tools) =>
      Promise.resolve({
        requiredEndorsements: [],
        async verify({ anchors, at }) {
          const chain = await readSignerChain(tools, x5c);
          const anchor = chain.ok
            ? anchorOf(chain.value.fingerprints, anchorsFor(anchors, profile.usage))
            : undefined;
          return {
            checks: [
              ...(chain.ok
                ? [
                    linksCheck(chain.value.problems),
                    datesCheck(chainDateProblems(chain.value, at)),
                    rootCheck(anchor, chain.value.fingerprints.at(-1) ?? null),
                  ]
                : [checkOf.fail(CHAIN, chain.failure.code, { detail: chain.failure.detail })]),
              checkOf.skip(SIGNATURE, "these are certificates; there is no token that they signed"),
            ],
            claims: {
              measurements: {},
              reportData: null,
              debug: false,
              hardware: {},
              tcb: {},
              attributes: {},
            },
            tcb: null,
            chain: chain.ok ? chain.value.summary : [],
            root: chain.ok && chain.value.isSimulation ? "simulation" : (anchor?.origin ?? null),
            ceiling: "vendor-signed",
            submodules: [],
          };
        },
      }),
  };
}

function anchorOf(
  fingerprints: readonly string[],
  anchors: readonly TrustAnchor[],
): TrustAnchor | undefined {
  return anchors.find(({ sha256 }) => sha256 === fingerprints.at(-1));
}

/** A signer that nobody issued vouches for itself. */
function linksCheck(problems: readonly string[]): Check {
  return problems.length === 0
    ? checkOf.pass(CHAIN)
    : checkOf.fail(CHAIN, "CERT_CHAIN_INVALID", { detail: problems.join("; ") });
}

function datesCheck(problems: ReturnType<typeof chainDateProblems>): Check {
  const detail = problems.map(({ text }) => text).join("; ");
  return problems.length === 0
    ? checkOf.pass(DATES)
    : checkOf.fail(DATES, "CERT_EXPIRED", { detail });
}

function rootCheck(anchor: TrustAnchor | undefined, actual: string | null): Check {
  return anchor
    ? checkOf.pass({ ...ROOT, source: `trust anchor ${anchor.name}` }, { actual })
    : checkOf.fail(ROOT, "ROOT_CA_UNTRUSTED", {
        actual,
        detail: "the last certificate is no trust anchor",
      });
}
