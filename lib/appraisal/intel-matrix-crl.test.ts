import { describe } from "vitest";
import { flipped, joinBytes } from "@/lib/simulator/byte-writer";
import { EXTENSION_OIDS, type Extension } from "@/lib/simulator/certificate-writer";
import type { CrlSpec } from "@/lib/simulator/crl-writer";
import { boolean, integer, sequence } from "@/lib/simulator/der-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { INTEL_NAMES, INTEL_SERIALS, type IntelPki } from "@/lib/simulator/intel/pki";
import { mint, requestFor } from "./testing/appraise-minted";
import { itJudges, type MatrixCase } from "./testing/matrix";

type Change = (spec: CrlSpec, pki: IntelPki) => CrlSpec;
const lists = ["rootCrl", "pckCrl"] as const;
const codes = {
  rootCrl: { invalid: "ROOT_CRL_INVALID", expired: "ROOT_CRL_EXPIRED" },
  pckCrl: { invalid: "PCK_CRL_INVALID", expired: "PCK_CRL_EXPIRED" },
} as const;

const extra =
  (extension: Extension): Change =>
  (spec) => ({
    ...spec,
    extensions: [...spec.extensions, extension],
  });
const withoutExtension =
  (oid: string): Change =>
  (spec) => ({
    ...spec,
    extensions: spec.extensions.filter((extension) => extension.oid !== oid),
  });

function bothLists(
  name: string,
  kind: "invalid" | "expired",
  change: Change,
): readonly MatrixCase[] {
  return lists.map((list) => ({
    name: `${list}: ${name}`,
    mint: { [list]: change },
    code: codes[list][kind],
  }));
}

function bothBytes(name: string, change: (der: Uint8Array) => Uint8Array): readonly MatrixCase[] {
  return lists.map((list) => ({
    name: `${list}: ${name}`,
    mint: { [`${list}Bytes`]: change },
    code: codes[list].invalid,
  }));
}

describe("a revocation list that can't be relied upon", () => {
  itJudges([
    ...bothBytes("truncated", (der) => der.subarray(0, der.length - 1)),
    ...bothBytes("cut in half", (der) => der.subarray(0, der.length >> 1)),
    ...bothBytes("a NUL behind it", (der) => joinBytes([der, Uint8Array.of(0)])),
    ...bothBytes("a byte of its content changed", (der) => flipped(der, 40)),
    ...bothBytes("no list at all", () => Uint8Array.of(0x30, 0x00)),
    ...bothLists("signature of zeros", "invalid", (spec) => ({
      ...spec,
      changeSignature: () => new Uint8Array(64),
    })),
    ...bothLists("signed by a stranger", "invalid", (spec, { keys }) => ({
      ...spec,
      signer: keys.stranger,
    })),
    ...bothLists("signed by the TCB signer", "invalid", (spec, { keys }) => ({
      ...spec,
      signer: keys.tcbSigner,
    })),
    ...bothLists("another issuer", "invalid", (spec) => ({
      ...spec,
      issuer: INTEL_NAMES.tcbSigner,
    })),
    ...bothLists("signed with SHA-384", "invalid", (spec) => ({ ...spec, hash: "SHA-384" })),
    ...bothLists("two signature algorithms", "invalid", (spec) => ({
      ...spec,
      statedHash: "SHA-384",
    })),
    ...bothLists("version 1", "invalid", (spec) => ({ ...spec, version: null, extensions: [] })),
    ...bothLists("no next update", "invalid", (spec) => ({ ...spec, nextUpdate: null })),
    ...bothLists(
      "unknown critical extension",
      "invalid",
      extra({ oid: "1.3.6.1.4.1.99999.1", critical: true, value: boolean(true) }),
    ),
    ...bothLists(
      "an issuing distribution point",
      "invalid",
      extra({ oid: EXTENSION_OIDS.issuingDistributionPoint, critical: true, value: sequence() }),
    ),
    ...bothLists(
      "a delta list",
      "invalid",
      extra({ oid: EXTENSION_OIDS.deltaCrlIndicator, critical: true, value: integer(1) }),
    ),
    ...bothLists("no number", "invalid", withoutExtension(EXTENSION_OIDS.crlNumber)),
    ...bothLists(
      "no authority key identifier",
      "invalid",
      withoutExtension(EXTENSION_OIDS.authorityKeyIdentifier),
    ),
  ]);
});

describe("when a revocation list is valid", () => {
  itJudges([
    ...bothLists("ended a second ago", "expired", (spec) => ({
      ...spec,
      nextUpdate: "2026-05-31T23:59:59Z",
    })),
    ...bothLists("begins in a second", "expired", (spec) => ({
      ...spec,
      thisUpdate: "2026-06-01T00:00:01Z",
    })),
    ...lists.map((list) => ({
      name: `${list}: ends this second`,
      mint: { [list]: (spec: CrlSpec) => ({ ...spec, nextUpdate: "2026-06-01T00:00:00Z" }) },
    })),
    ...lists.map((list) => ({
      name: `${list}: begins this second`,
      mint: { [list]: (spec: CrlSpec) => ({ ...spec, thisUpdate: "2026-06-01T00:00:00Z" }) },
    })),
  ]);
});

describe("what is on a revocation list", () => {
  const revoke =
    (...serials: readonly bigint[]): Change =>
    (spec) => ({
      ...spec,
      revoked: [...spec.revoked, ...serials],
    });
  itJudges([
    {
      name: "the PCK certificate",
      mint: { pckCrl: revoke(INTEL_SERIALS.pck) },
      code: "PCK_REVOKED",
    },
    {
      name: "the PCK certificate twice",
      mint: { pckCrl: revoke(INTEL_SERIALS.pck, INTEL_SERIALS.pck) },
      code: "PCK_REVOKED",
    },
    {
      name: "a PCK serial that needs a leading 00 in DER",
      mint: {
        certificates: { pck: (spec) => ({ ...spec, serial: 0xf123456789abcdefn }) },
        pckCrl: revoke(0xf123456789abcdefn),
      },
      code: "PCK_REVOKED",
    },
    {
      name: "the Platform CA",
      mint: { rootCrl: revoke(INTEL_SERIALS.platformCa) },
      code: "INTERMEDIATE_REVOKED",
    },
    {
      name: "the Processor CA",
      mint: { platform: { ca: "processor" }, rootCrl: revoke(INTEL_SERIALS.processorCa) },
      code: "INTERMEDIATE_REVOKED",
    },
    {
      name: "the signer of TCB Info and QE Identity",
      mint: { rootCrl: revoke(INTEL_SERIALS.tcbSigner) },
      code: "INTERMEDIATE_REVOKED",
    },
    {
      name: "only the signer of the QE Identity",
      mint: {
        certificates: { qeIdentitySigner: (spec) => ({ ...spec, serial: 77n }) },
        rootCrl: revoke(77n),
      },
      code: "INTERMEDIATE_REVOKED",
    },
    { name: "only other certificates", mint: { rootCrl: revoke(1n, 2n), pckCrl: revoke(3n) } },
    {
      name: "a PCK serial on the root's list, where it means nothing",
      mint: { rootCrl: revoke(INTEL_SERIALS.pck) },
    },
    {
      // RFC 5280 wants minimal DER: a padded serial must not slip through as another one.
      name: "the PCK serial with a superfluous 00",
      mint: {
        pckCrl: (spec) => ({
          ...spec,
          revoked: [joinBytes([Uint8Array.of(0, 0), serialBytes(INTEL_SERIALS.pck)])],
        }),
      },
      code: "PCK_CRL_INVALID",
    },
  ]);
});

function serialBytes(serial: bigint): Uint8Array {
  return integer(serial).subarray(2);
}

describe("a revocation list that is not there", async () => {
  const minted = await mint();
  itJudges(
    (["rootCaCrl", "pckCrl"] as const).map((member) => ({
      name: `no ${member}`,
      request: {
        evidence: requestFor(minted).evidence,
        endorsements: { intel: { ...minted.endorsements, [member]: undefined } },
      },
      code: "COLLATERAL_UNAVAILABLE",
      verdict: "indeterminate",
    })),
  );
});

describe("the list of another CA", async () => {
  const processor: MintIntelOptions = { platform: { ca: "processor" } };
  const [own, other] = [await mint(), await mint(processor)];
  const swapped = (from: typeof own, to: typeof own) => ({
    evidence: requestFor(from).evidence,
    endorsements: {
      intel: {
        ...from.endorsements,
        pckCrl: to.endorsements.pckCrl,
        pckCrlIssuerChain: to.endorsements.pckCrlIssuerChain,
      },
    },
  });
  itJudges([
    {
      name: "the Processor CA's list for a Platform CA's leaf",
      request: swapped(own, other),
      code: "PCK_CRL_INVALID",
    },
    {
      name: "the Platform CA's list for a Processor CA's leaf",
      request: swapped(other, own),
      code: "PCK_CRL_INVALID",
    },
    {
      name: "the root's list in place of the PCK list",
      request: {
        evidence: requestFor(own).evidence,
        endorsements: { intel: { ...own.endorsements, pckCrl: own.endorsements.rootCaCrl } },
      },
      code: "PCK_CRL_INVALID",
    },
    {
      name: "the PCK list in place of the root's",
      request: {
        evidence: requestFor(own).evidence,
        endorsements: { intel: { ...own.endorsements, rootCaCrl: own.endorsements.pckCrl } },
      },
      code: "ROOT_CRL_INVALID",
    },
  ]);
});
