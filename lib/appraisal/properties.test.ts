import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { TCB_STATUSES, type TcbStatus } from "@/lib/rats/tcb-status";
import { flipped } from "@/lib/simulator/byte-writer";
import type { MintedIntel, MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { defaultPlatform } from "@/lib/simulator/intel/platform";
import { defaultQuotingEnclave, defaultTd } from "@/lib/simulator/intel/reports";
import { inspectEvidence } from "./inspect-evidence";
import {
  appraise,
  appraiseMinted,
  mint,
  offlineContext,
  requestFor,
} from "./testing/appraise-minted";
import { INTEL_VECTORS, readIntelVector, vectorRequest } from "./testing/intel-vectors";

// Hundreds of appraisals each: slow machines need more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

const forms: readonly (readonly [string, MintIntelOptions])[] = [
  ["SGX version 3", { tee: "sgx" }],
  ["SGX version 5", { tee: "sgx", version: 5 }],
  ["TDX version 4", {}],
  ["TDX version 5", { version: 5 }],
];

/** Something to judge, and where the bytes end that a signature covers. */
interface Subject {
  readonly name: string;
  readonly request: ReturnType<typeof requestFor>;
  readonly quote: Uint8Array;
  /** The end of the signature data: behind it there is padding at most. */
  readonly end: number;
}

const subjects: Subject[] = [];
beforeAll(async () => {
  for (const [name, options] of forms) {
    const minted = await mint(options);
    subjects.push({
      name,
      request: requestFor(minted),
      quote: minted.quote,
      end: minted.quote.length,
    });
  }
  for (const name of INTEL_VECTORS) {
    const vector = readIntelVector(name);
    // What is judged good as it stands shows best whether a change is noticed.
    if (vector?.expected.tcbStatus !== "UpToDate") continue;
    const end = signatureEnd(vector.quote);
    subjects.push({ name, request: vectorRequest(vector), quote: vector.quote, end });
  }
});

/** Offsets: Intel TDX DCAP Quoting Library API, appendix “TD Quote Format”. */
function signatureEnd(quote: Uint8Array): number {
  const view = new DataView(quote.buffer, quote.byteOffset, quote.length);
  const version = view.getUint16(0, true);
  const isTdx = view.getUint32(4, true) === 0x81;
  const lengthAt = version === 5 ? 54 + view.getUint32(50, true) : 48 + (isTdx ? 584 : 384);
  return lengthAt + 4 + view.getUint32(lengthAt, true);
}

async function verdictOf(subject: Subject, evidence: Uint8Array) {
  const { verdict } = await appraise({ ...subject.request, evidence: toBase64(evidence) });
  return verdict;
}

describe("evidence that was changed", () => {
  it("is affirmed as it stands", async () => {
    for (const subject of subjects) {
      expect(await verdictOf(subject, subject.quote), subject.name).toBe("affirming");
    }
  });

  it("is never affirmed with one bit flipped before the certificates", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 63 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 7 }),
        async (which, position, bit) => {
          const subject = subjects[which % subjects.length];
          if (!subject) return;
          // Up to the PEM text: every bit is signed, a signature, a key or a length.
          const text = new TextDecoder("latin1").decode(subject.quote).indexOf("-----BEGIN");
          const index = Math.floor(position * text);
          const verdict = await verdictOf(subject, flipped(subject.quote, index, 1 << bit));
          expect(verdict, `${subject.name}, bit ${bit} of byte ${index}`).not.toBe("affirming");
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is affirmed with a changed certificate text only where the text is white space", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 63 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 7 }),
        async (which, position, bit) => {
          const subject = subjects[which % subjects.length];
          if (!subject) return;
          const start = new TextDecoder("latin1").decode(subject.quote).indexOf("-----BEGIN");
          const index = start + Math.floor(position * (subject.end - start));
          const changed = flipped(subject.quote, index, 1 << bit);
          const isSpace = (byte: number | undefined) =>
            [0x00, 0x09, 0x0a, 0x0d, 0x20].includes(byte ?? 1);
          if (isSpace(subject.quote[index])) return;
          const verdict = await verdictOf(subject, changed);
          expect(verdict, `${subject.name}, bit ${bit} of byte ${index}`).not.toBe("affirming");
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is never affirmed when it is cut short, at any length", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 63 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (which, position) => {
          const subject = subjects[which % subjects.length];
          if (!subject) return;
          const length = Math.floor(position * subject.end);
          const verdict = await verdictOf(subject, subject.quote.subarray(0, length));
          expect(["contraindicated", "refused"]).toContain(verdict);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is refused or rejected when it is nothing but random bytes", async () => {
    const context = offlineContext();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), async (bytes) => {
        const { verdict } = await appraise({ evidence: toBase64(bytes) }, context);
        expect(["contraindicated", "refused", "indeterminate"]).toContain(verdict);
      }),
      { numRuns: 200 },
    );
  });

  it("never throws with random bytes behind a good header", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 63 }),
        fc.integer({ min: 48, max: 1400 }),
        fc.uint8Array({ maxLength: 2048 }),
        async (which, keep, tail) => {
          const subject = subjects[which % subjects.length];
          if (!subject) return;
          const evidence = Uint8Array.from([...subject.quote.subarray(0, keep), ...tail]);
          expect(await verdictOf(subject, evidence)).not.toBe("affirming");
          // The inspector reads as far as it can, and never throws either.
          await inspectEvidence({ evidence, crypto: offlineContext().crypto });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("collateral that was changed", () => {
  const members = [
    "tcbInfo",
    "qeIdentity",
    "pckCrl",
    "rootCaCrl",
    "tcbInfoIssuerChain",
    "qeIdentityIssuerChain",
    "pckCrlIssuerChain",
  ] as const;

  it("is never affirmed with one letter replaced by another", async () => {
    const minted = await mint();
    const request = requestFor(minted);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...members),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom(...'0123456789abcdefXYZ{}",:'),
        async (member, position, letter) => {
          const text = minted.endorsements[member];
          const index = Math.floor(position * text.length);
          // Hex does not care about case, PEM not about line ends.
          if (text.charAt(index).toLowerCase() === letter.toLowerCase()) return;
          if (/\s/.test(text.charAt(index))) return;
          const changed = `${text.slice(0, index)}${letter}${text.slice(index + 1)}`;
          const intel = { ...minted.endorsements, [member]: changed };
          const { verdict } = await appraise({ ...request, endorsements: { intel } });
          expect(verdict, `${member}, letter ${index}`).not.toBe("affirming");
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is never affirmed when it is cut short", async () => {
    const minted = await mint();
    const request = requestFor(minted);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...members),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (member, position) => {
          const text = minted.endorsements[member].trimEnd();
          const intel = {
            ...minted.endorsements,
            [member]: text.slice(0, Math.floor(position * text.length)),
          };
          const { verdict } = await appraise({ ...request, endorsements: { intel } });
          expect(verdict, member).toBe("contraindicated");
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("the lattice of statuses", () => {
  /** From good to bad; no level at all is worst. */
  const rank = (status: TcbStatus | null | undefined) =>
    status ? TCB_STATUSES.indexOf(status) : TCB_STATUSES.length;
  // The minted collateral stays that of the default platform, whatever the quote says.
  let collateral: MintedIntel;
  beforeAll(async () => {
    collateral = await mint();
  });

  async function statusOf(options: MintIntelOptions): Promise<TcbStatus | null> {
    const minted = await mint(options);
    const { tcbInfo, qeIdentity } = collateral.endorsements;
    const { result } = await appraise({
      ...requestFor(minted, { policy: "relaxed" }),
      endorsements: { intel: { ...minted.endorsements, tcbInfo, qeIdentity } },
    });
    return result?.tcb?.status ?? null;
  }

  it("lowering any SVN never improves the status", async () => {
    const svns = fc.record({
      components: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 16, maxLength: 16 }),
      pceSvn: fc.integer({ min: 3, max: 13 }),
      tdx: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 16, maxLength: 16 }),
      qe: fc.integer({ min: 4, max: 10 }),
      lower: fc.integer({ min: 0, max: 33 }),
    });
    const options = (drawn: {
      components: number[];
      pceSvn: number;
      tdx: number[];
      qe: number;
    }) => {
      const tee = [...drawn.tdx];
      // The module's version chooses an identity; it is no SVN that could be lowered.
      tee[1] = 1;
      return {
        platform: { components: drawn.components, pceSvn: drawn.pceSvn },
        td: { ...defaultTd, teeTcbSvn: Uint8Array.from(tee) },
        qe: { ...defaultQuotingEnclave("tdx"), isvSvn: drawn.qe },
      };
    };
    const less = (svn: number | undefined) => Math.max(0, (svn ?? 0) - 1);
    await fc.assert(
      fc.asyncProperty(svns, async ({ lower, ...drawn }) => {
        const at = (list: number[], index: number) =>
          list.map((svn, i) => (i === index ? less(svn) : svn));
        const lowered = {
          components: at(
            drawn.components.map((svn, i) => Math.max(svn, defaultPlatform.components[i] ?? 0)),
            lower,
          ),
          pceSvn: lower === 16 ? less(drawn.pceSvn) : drawn.pceSvn,
          tdx: at(drawn.tdx, lower - 17),
          qe: lower === 33 ? less(drawn.qe) : drawn.qe,
        };
        const start = {
          ...drawn,
          components: drawn.components.map((svn, i) =>
            Math.max(svn, defaultPlatform.components[i] ?? 0),
          ),
        };
        const [before, after] = [await statusOf(options(start)), await statusOf(options(lowered))];
        expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
      }),
      { numRuns: 120 },
    );
  });
});

describe("the same question twice", () => {
  it("has the same answer", async () => {
    for (const subject of subjects) {
      const first = await appraise(subject.request);
      const second = await appraise(subject.request);
      expect(second).toEqual(first);
    }
  });

  it("has the same answer at any moment at which everything is valid", async () => {
    const minted = await mint();
    const from = Date.parse("2026-05-17T00:00:00Z");
    const to = Date.parse("2026-06-16T00:00:00Z");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: from / 1000, max: to / 1000 }), async (seconds) => {
        const verifyAt = new Date(seconds * 1000).toISOString();
        expect((await appraise(requestFor(minted, { verifyAt }))).verdict).toBe("affirming");
      }),
      { numRuns: 25 },
    );
  });

  it("says the same of measurements whatever the report data is", async () => {
    const reportData = (seed: number) => new Uint8Array(64).fill(seed);
    const [first, second] = [
      await appraiseMinted({ version: 5, td: { reportData: reportData(1) } }),
      await appraiseMinted({ version: 5, td: { reportData: reportData(2) } }),
    ];
    expect(first.result?.claims?.reportData).toBe("01".repeat(64));
    expect(second.result?.claims?.reportData).toBe("02".repeat(64));
    expect(second.result?.claims?.measurements).toEqual(first.result?.claims?.measurements);
  });
});
