import { describe } from "vitest";
import {
  basicConstraints,
  EXTENSION_OIDS,
  keyUsage,
  type CertificateSpec,
  type Extension,
} from "@/lib/simulator/certificate-writer";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { boolean } from "@/lib/simulator/der-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki, INTEL_NAMES, intelName, type IntelPki } from "@/lib/simulator/intel/pki";
import { mint, requestFor } from "./testing/appraise-minted";
import { itJudges, type MatrixCase } from "./testing/matrix";

type Role = keyof NonNullable<MintIntelOptions["certificates"]>;
type Change = (spec: CertificateSpec, pki: IntelPki) => CertificateSpec;

const certificate = (role: Role, change: Change): MintIntelOptions => ({
  certificates: { [role]: change },
});

/** The code that a broken certificate of each role leads to. */
const chainCodes = {
  pck: "PCK_CHAIN_INVALID",
  pckCa: "PCK_CHAIN_INVALID",
  tcbSigner: "TCB_INFO_CHAIN_INVALID",
  qeIdentitySigner: "QE_IDENTITY_CHAIN_INVALID",
} as const;
/** What can't be judged any more once something of a chain is broken: what it should have vouched for. */
const onlyThePckChain = [
  "ROOT_CA_UNTRUSTED",
  "ROOT_CRL_INVALID",
  "PCK_CRL_INVALID",
  "COLLATERAL_UNAVAILABLE",
] as const;
const follows: Partial<Record<ReasonCode, readonly ReasonCode[]>> = {
  PCK_CHAIN_INVALID: onlyThePckChain,
  PCK_CHAIN_INCOMPLETE: onlyThePckChain,
  PCK_EXPIRED: ["PCK_CRL_INVALID"],
  ROOT_CA_UNTRUSTED: ["TCB_INFO_CHAIN_INVALID", "QE_IDENTITY_CHAIN_INVALID", "PCK_CRL_INVALID"],
  TCB_INFO_CHAIN_INVALID: ["TCB_INFO_SIGNATURE_INVALID"],
  QE_IDENTITY_CHAIN_INVALID: ["QE_IDENTITY_SIGNATURE_INVALID"],
};
function itJudgesChains(cases: readonly MatrixCase[]): void {
  itJudges(
    cases.map((line) =>
      line.code === undefined ? line : { ...line, follows: follows[line.code] ?? [] },
    ),
  );
}

const roles = ["pck", "pckCa", "tcbSigner", "qeIdentitySigner"] as const;

const replaced = (spec: CertificateSpec, extension: Extension): CertificateSpec => ({
  ...spec,
  extensions: [...spec.extensions.filter(({ oid }) => oid !== extension.oid), extension],
});
const without = (spec: CertificateSpec, oid: string): CertificateSpec => ({
  ...spec,
  extensions: spec.extensions.filter((extension) => extension.oid !== oid),
});
const unknownCritical: Extension = {
  oid: "1.3.6.1.4.1.99999.1",
  critical: true,
  value: boolean(true),
};
const unknownExtension: Extension = { ...unknownCritical, critical: false };

describe("which certificates there are, and in what order", () => {
  const reject = "PCK_CHAIN_INVALID" as const;
  itJudgesChains([
    {
      name: "the root is missing",
      mint: { chains: { pck: ([pck, ca]) => (pck && ca ? [pck, ca] : []) } },
      code: "PCK_CHAIN_INCOMPLETE",
    },
    {
      name: "only the leaf",
      mint: { chains: { pck: (chain) => chain.slice(0, 1) } },
      code: "PCK_CHAIN_INCOMPLETE",
    },
    {
      name: "four certificates",
      mint: { chains: { pck: (chain, { tcbSigner }) => [...chain, tcbSigner] } },
      code: reject,
    },
    {
      name: "the root twice",
      mint: { chains: { pck: (chain, { root }) => [...chain, root] } },
      code: reject,
    },
    { name: "no certificate", mint: { pckChainText: () => "" }, code: reject },
    {
      name: "text that is not PEM",
      mint: { pckChainText: () => "no certificates here" },
      code: reject,
    },
    {
      name: "text between the certificates",
      mint: { pckChainText: (text) => `hello\n${text}` },
      code: reject,
    },
    {
      name: "the signer is missing in front of the TCB Info's root",
      mint: { chains: { tcbInfo: (chain) => chain.slice(1) } },
      code: "TCB_INFO_CHAIN_INVALID",
    },
    {
      name: "three certificates for TCB Info",
      mint: {
        chains: {
          tcbInfo: ([signer, root], { pckCa }) => (signer && root ? [signer, pckCa, root] : []),
        },
      },
      code: "TCB_INFO_CHAIN_INVALID",
    },
    {
      name: "three certificates for the QE Identity",
      mint: {
        chains: {
          qeIdentity: ([signer, root], { pckCa }) => (signer && root ? [signer, pckCa, root] : []),
        },
      },
      code: "QE_IDENTITY_CHAIN_INVALID",
    },
    {
      name: "a PCK CRL chain of another CA",
      mint: { chains: { pckCrl: (_, { tcbSigner, root }) => [tcbSigner, root] } },
      code: "PCK_CRL_INVALID",
    },
  ]);
});

describe("the profile of each certificate", () => {
  const forEveryRole = (name: string, change: (role: Role) => Change): readonly MatrixCase[] =>
    roles.map((role) => ({
      name: `${role}: ${name}`,
      mint: certificate(role, change(role)),
      code: chainCodes[role],
    }));

  itJudgesChains([
    ...forEveryRole("signed with SHA-384", () => (spec) => ({ ...spec, hash: "SHA-384" })),
    ...forEveryRole("the two signature algorithms differ", () => (spec) => ({
      ...spec,
      statedHash: "SHA-384",
    })),
    ...forEveryRole("signed by a stranger", () => (spec, { keys }) => ({
      ...spec,
      signer: keys.stranger,
    })),
    ...forEveryRole("signature of zeros", () => (spec) => ({
      ...spec,
      changeSignature: () => new Uint8Array(64),
    })),
    ...forEveryRole("unknown critical extension", () => (spec) => ({
      ...spec,
      extensions: [...spec.extensions, unknownCritical],
    })),
    ...forEveryRole("an extension twice", () => (spec) => ({
      ...spec,
      extensions: [...spec.extensions, unknownExtension, unknownExtension],
    })),
    ...forEveryRole("version 1", () => (spec) => ({ ...spec, version: 0, extensions: [] })),
    ...forEveryRole("another issuer name", () => (spec) => ({
      ...spec,
      issuer: intelName("Intel SGX Somebody"),
    })),
    ...forEveryRole(
      "the wrong CA flag",
      (role) => (spec) => replaced(spec, basicConstraints(role !== "pckCa")),
    ),
    ...forEveryRole(
      "no basic constraints where a CA needs them",
      (role) => (spec) =>
        role === "pckCa"
          ? without(spec, EXTENSION_OIDS.basicConstraints)
          : replaced(spec, basicConstraints(true)),
    ),
    ...forEveryRole(
      "the wrong key usage",
      (role) => (spec) =>
        replaced(spec, role === "pckCa" ? keyUsage("digitalSignature") : keyUsage("crlSign")),
    ),
  ]);

  itJudgesChains([
    {
      name: "a root whose path length leaves no room for a CA",
      mint: certificate("root", (spec) => replaced(spec, basicConstraints(true, 0))),
      code: "PCK_CHAIN_INVALID",
    },
    {
      name: "an extension that nobody knows and that is not critical is fine",
      mint: certificate("pck", (spec) => ({
        ...spec,
        extensions: [...spec.extensions, unknownExtension],
      })),
    },
    {
      name: "a PCK key on P-384",
      mint: certificate("pck", (spec, { keys }) => ({ ...spec, key: keys.p384 })),
      code: "PCK_CHAIN_INVALID",
    },
    {
      name: "a TCB signing key on P-384",
      mint: certificate("tcbSigner", (spec, { keys }) => ({ ...spec, key: keys.p384 })),
      code: "TCB_INFO_CHAIN_INVALID",
    },
    {
      name: "a QE Identity signing key on P-384",
      mint: certificate("qeIdentitySigner", (spec, { keys }) => ({ ...spec, key: keys.p384 })),
      code: "QE_IDENTITY_CHAIN_INVALID",
    },
  ]);
});

describe("a certificate in a role that is not its own", () => {
  itJudgesChains([
    {
      name: "a leaf with the name of the TCB signer",
      mint: certificate("pck", (spec) => ({ ...spec, subject: INTEL_NAMES.tcbSigner })),
      code: "PCK_CHAIN_INVALID",
    },
    {
      name: "a CA with another name",
      mint: {
        certificates: {
          pckCa: (spec) => ({ ...spec, subject: intelName("Intel SGX Other CA") }),
          pck: (spec) => ({ ...spec, issuer: intelName("Intel SGX Other CA") }),
        },
        pckCrl: (spec) => ({ ...spec, issuer: intelName("Intel SGX Other CA") }),
      },
      code: "PCK_CHAIN_INVALID",
    },
    {
      name: "a leaf that the TCB signer issued",
      mint: {
        certificates: {
          pck: (spec, { keys }) => ({
            ...without(spec, EXTENSION_OIDS.authorityKeyIdentifier),
            issuer: INTEL_NAMES.tcbSigner,
            signer: keys.tcbSigner,
          }),
        },
        chains: {
          pck: ([pck, , root], { tcbSigner }) => (pck && root ? [pck, tcbSigner, root] : []),
        },
      },
      code: "PCK_CHAIN_INVALID",
    },
    {
      name: "TCB Info signed under the name of a PCK leaf",
      mint: certificate("tcbSigner", (spec) => ({ ...spec, subject: INTEL_NAMES.pck })),
      code: "TCB_INFO_CHAIN_INVALID",
    },
    {
      name: "QE Identity signed under the name of a PCK leaf",
      mint: certificate("qeIdentitySigner", (spec) => ({ ...spec, subject: INTEL_NAMES.pck })),
      code: "QE_IDENTITY_CHAIN_INVALID",
    },
    {
      name: "TCB Info signed under the name of a CA",
      mint: certificate("tcbSigner", (spec) => ({ ...spec, subject: INTEL_NAMES.platformCa })),
      code: "TCB_INFO_CHAIN_INVALID",
    },
  ]);
});

describe("the trust anchor", async () => {
  const stranger = await createIntelPki();
  const [own, other] = [await mint(), await mint({ pki: stranger })];
  const both = { trustAnchors: [...own.trustAnchors, ...other.trustAnchors] };
  itJudgesChains([
    {
      name: "a whole PKI of a stranger, with all the right names",
      mint: { pki: stranger },
      request: { trustAnchors: own.trustAnchors },
      code: "ROOT_CA_UNTRUSTED",
    },
    {
      name: "the built-in Intel root does not vouch for minted evidence",
      request: { trustAnchors: undefined },
      code: "ROOT_CA_UNTRUSTED",
    },
    { name: "one of several anchors is enough", request: both },
    { name: "the other one of several anchors is enough", mint: { pki: stranger }, request: both },
    ...(["tcbInfo", "qeIdentity"] as const).map((kind) => ({
      // Or a simulated root would decide how well patched real hardware is.
      name: `${kind} under one trusted root, the quote under another`,
      request: {
        ...requestFor(own, both),
        endorsements: {
          intel: {
            ...own.endorsements,
            [kind]: other.endorsements[kind],
            [`${kind}IssuerChain`]: other.endorsements[`${kind}IssuerChain`],
          },
        },
      },
      code:
        kind === "tcbInfo"
          ? ("TCB_INFO_CHAIN_INVALID" as const)
          : ("QE_IDENTITY_CHAIN_INVALID" as const),
    })),
  ]);
});

describe("the certificate's validity", () => {
  const roleCodes = {
    pck: "PCK_EXPIRED",
    pckCa: "PCK_EXPIRED",
    // Not *_EXPIRED: that a policy may tolerate, an expired signer nobody may.
    tcbSigner: "TCB_INFO_CHAIN_INVALID",
    qeIdentitySigner: "QE_IDENTITY_CHAIN_INVALID",
  } as const;
  itJudgesChains(
    roles.flatMap((role) => [
      {
        name: `${role} ended a second ago`,
        mint: certificate(role, (spec) => ({ ...spec, notAfter: "2026-05-31T23:59:59Z" })),
        code: roleCodes[role],
      },
      {
        name: `${role} ends this second`,
        mint: certificate(role, (spec) => ({ ...spec, notAfter: "2026-06-01T00:00:00Z" })),
      },
      {
        name: `${role} begins in a second`,
        mint: certificate(role, (spec) => ({ ...spec, notBefore: "2026-06-01T00:00:01Z" })),
        code: roleCodes[role],
      },
      {
        name: `${role} begins this second`,
        mint: certificate(role, (spec) => ({ ...spec, notBefore: "2026-06-01T00:00:00Z" })),
      },
      {
        name: `${role} ends in the days of GeneralizedTime`,
        mint: certificate(role, (spec) => ({ ...spec, notAfter: "2050-01-01T00:00:00Z" })),
      },
    ]),
  );
});
