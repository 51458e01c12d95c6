import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Result } from "@/lib/rats/result";
import type { AmdProduct, AmdSigner } from "@/lib/trust/endorsement-source";
import { anchorsFor, type TrustAnchor } from "@/lib/trust/trust-anchors";
import { chainText } from "@/lib/x509/chain-text";
import { validityFindings } from "@/lib/x509/path";
import { KEY_NAMES, productOfCa, ROOT_USAGE } from "../product";
import type { SnpReport } from "../report";
import type { ChainStudy, LeafStudy } from "./key-chain";
import { failureCheck, type SnpInputs } from "./snp-inputs";

const CHAIN: CheckBase = {
  id: "vek.chain",
  group: "chain",
  title: "Certificate chain is well-formed and signed link by link",
};
const ROOT: CheckBase = {
  id: "vek.root",
  group: "chain",
  title: "Chain ends at a pinned AMD root",
};
const VALIDITY: CheckBase = {
  id: "vek.validity",
  group: "chain",
  title: "Chain is valid at this time",
};
const ROLE: CheckBase = {
  id: "vek.role",
  group: "chain",
  title: "Certificate is of the kind of key that the report names",
  source: "the report's SIGNING_KEY",
};
const PRODUCT: CheckBase = {
  id: "vek.product",
  group: "chain",
  title: "Report, certificate and root are of one product",
};

export interface ChainJudgement {
  readonly checks: readonly Check[];
  readonly anchor: TrustAnchor | null;
}

/** What is to be judged: each part may be missing, and says why. */
export interface SnpMaterial {
  readonly report: SnpReport;
  readonly leaf: Result<LeafStudy>;
  readonly chain: Result<ChainStudy>;
  /** By CPUID, or by the certificate; null when neither can be read. */
  readonly product: AmdProduct | null;
}

/** Rules of the chain, its root, its dates, and whether it is one for this report. */
export function judgeChain(material: SnpMaterial, inputs: SnpInputs): ChainJudgement {
  const { leaf, chain, product } = material;
  if (!leaf.ok) {
    const why = "the signing key's certificate can't be had or read";
    return {
      checks: [
        failureCheck(CHAIN, leaf.failure),
        ...[ROLE, PRODUCT, ROOT, VALIDITY].map((base) => checkOf.skip(base, why)),
      ],
      anchor: null,
    };
  }
  const ownChecks = [roleCheck(material, leaf.value), productCheck(material, leaf.value)];
  if (!chain.ok) {
    const why = "the chain above the certificate can't be had or read";
    return {
      checks: [
        failureCheck(CHAIN, chain.failure),
        ...ownChecks,
        ...[ROOT, VALIDITY].map((base) => checkOf.skip(base, why)),
      ],
      anchor: null,
    };
  }
  const anchors = product === null ? [] : anchorsFor(inputs.anchors, ROOT_USAGE[product]);
  const { rootFingerprint } = chain.value;
  const anchor = anchors.find(({ sha256 }) => sha256 === rootFingerprint) ?? null;
  return {
    checks: [
      chainCheck(chain.value, leaf.value),
      ...ownChecks,
      anchor
        ? checkOf.pass(
            { ...ROOT, source: `trust anchor ${anchor.name}` },
            { actual: anchor.sha256 },
          )
        : checkOf.fail(ROOT, "ROOT_CA_UNTRUSTED", {
            expected: anchors.map(({ sha256 }) => sha256).join(" or ") || "a root of this product",
            actual: rootFingerprint,
          }),
      validityCheck(chain.value, { leaf: leaf.value, at: inputs.at }),
    ],
    anchor,
  };
}

function chainCheck({ problems, signer, root }: ChainStudy, { certificate }: LeafStudy): Check {
  const names = [certificate, signer, root].map(({ subjectCommonName }) => subjectCommonName);
  return problems.length === 0
    ? checkOf.pass(CHAIN, { detail: chainText(names) })
    : checkOf.fail(CHAIN, "VCEK_CHAIN_INVALID", { detail: problems.join("; ") });
}

function validityCheck(
  { signer, root }: ChainStudy,
  { leaf, at }: { leaf: LeafStudy; at: number },
): Check {
  const chain = [leaf.certificate, signer, root];
  const problems = validityFindings(chain, at).map(
    ({ index, problem }) =>
      `${chain[index]?.subjectCommonName ?? "a certificate"} is ${
        problem === "expired" ? "expired" : "not valid yet"
      }`,
  );
  return problems.length === 0
    ? checkOf.pass(VALIDITY)
    : checkOf.fail(VALIDITY, "VCEK_EXPIRED", { detail: problems.join("; ") });
}

/**
 * A VCEK is named SEV-VCEK, carries a hardware id and is issued by an ASK; a VLEK is named SEV-VLEK, carries the id of
 * a cloud provider and is issued by an ASVK. Nothing between counts, or the chip would not be compared.
 */
function roleCheck({ report, chain }: SnpMaterial, leaf: LeafStudy): Check {
  const { signer } = report;
  if (signer === null) return checkOf.skip(ROLE, "the report names neither VCEK nor VLEK");
  if (!leaf.extensions.ok) return failureCheck(ROLE, leaf.extensions.failure);
  const { hwId, cspId } = leaf.extensions.value;
  const { leaf: wanted, issuer } = KEY_NAMES[signer];
  const found = leaf.certificate.subjectCommonName ?? "nameless";
  const issuerName = leaf.certificate.issuerCommonName;
  const problems = [
    ...(found === wanted ? [] : [`it is called “${found}”`]),
    ...((signer === "vcek" ? hwId : cspId) === null ? [`it has no ${identityName(signer)}`] : []),
    ...(productOfCa(issuerName, issuer) === null ? [`“${issuerName ?? ""}” issued it`] : []),
    ...(chain.ok ? signerNameProblem(chain.value, signer) : []),
  ];
  const values = { expected: wanted, actual: found };
  return problems.length === 0
    ? checkOf.pass(ROLE, values)
    : checkOf.fail(ROLE, "VCEK_CHAIN_INVALID", { ...values, detail: problems.join("; ") });
}

function identityName(signer: AmdSigner): string {
  return signer === "vcek" ? "hardware id" : "provider id";
}

function signerNameProblem({ signer: ca, root }: ChainStudy, signer: AmdSigner): readonly string[] {
  const { issuer } = KEY_NAMES[signer];
  return [
    ...(productOfCa(ca.subjectCommonName, issuer) === null
      ? [`its issuer is called “${ca.subjectCommonName ?? "nameless"}”`]
      : []),
    ...(productOfCa(root.subjectCommonName, "ARK-") === null
      ? [`the root is called “${root.subjectCommonName ?? "nameless"}”`]
      : []),
  ];
}

/** CPUID, the certificate's productName, ASK or ASVK and ARK must all speak of one product. */
function productCheck({ report, chain, product }: SnpMaterial, leaf: LeafStudy): Check {
  const { signer } = report;
  const said: readonly (readonly [string, AmdProduct | null])[] = [
    ...(report.cpu ? [["CPUID", report.product] as const] : []),
    ["certificate", leaf.extensions.ok ? leaf.extensions.value.product : null],
    ...(chain.ok && signer
      ? [
          [
            "ASK",
            productOfCa(chain.value.signer.subjectCommonName, KEY_NAMES[signer].issuer),
          ] as const,
          ["ARK", productOfCa(chain.value.root.subjectCommonName, "ARK-")] as const,
        ]
      : []),
  ];
  const actual = said.map(([name, value]) => `${name} ${value ?? "unknown"}`).join(", ");
  const isOne = product !== null && said.every(([, value]) => value === product);
  return isOne
    ? checkOf.pass(PRODUCT, { actual })
    : checkOf.fail(PRODUCT, "VCEK_PRODUCT_MISMATCH", { expected: product, actual });
}
