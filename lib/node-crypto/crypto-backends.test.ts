import { constants, createHash, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { CryptoPort, PublicKey } from "@/lib/crypto/crypto-port";
import { curves, type EllipticAlgorithm } from "@/lib/crypto/elliptic-key";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { Result } from "@/lib/rats/result";
import { nodeCrypto } from "./node-crypto";

const backends: readonly CryptoPort[] = [
  nodeCrypto({ pool: false }),
  nodeCrypto({ pool: true }),
  webCrypto(globalThis.crypto.subtle),
];

function bytes(hex: string): Uint8Array {
  const read = fromHex(hex.replace(/\s/g, ""));
  if (read === null) throw new Error(`no hex: ${hex}`);
  return read;
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

/** RFC 6979 appendix A.2.5 and A.2.6: key pairs and signatures with the curve's own hash. */
const knownAnswers: Readonly<
  Record<EllipticAlgorithm, { point: Uint8Array; message: Uint8Array; signature: Uint8Array }[]>
> = {
  "ECDSA-P256-SHA256": [
    {
      message: utf8Bytes("sample"),
      signature: bytes(`EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
        F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8`),
    },
    {
      message: utf8Bytes("test"),
      signature: bytes(`F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367
        019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083`),
    },
  ].map((answer) => ({
    ...answer,
    point: bytes(`60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6
      7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299`),
  })),
  "ECDSA-P384-SHA384": [
    {
      message: utf8Bytes("sample"),
      signature: bytes(`94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C
        81A648152E44ACF96E36DD1E80FABE46
        99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA
        329C145786E679E7B82C71A38628AC8`),
      point: bytes(`EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64
        DEF8F0EA9055866064A254515480BC13
        8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1
        288B231C3AE0D4FE7344FD2533264720`),
    },
  ],
};

/** Primes of the fields (SEC 2): a coordinate must be smaller. */
const primes: Readonly<Record<EllipticAlgorithm, Uint8Array>> = {
  "ECDSA-P256-SHA256": bytes("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
  "ECDSA-P384-SHA384": bytes(
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
  ),
};

function increased(value: Uint8Array): Uint8Array {
  const sum = BigInt(`0x${toHex(value)}`) + 1n;
  return bytes(sum.toString(16).padStart(value.length * 2, "0"));
}

const cases = backends.flatMap((crypto) =>
  (["ECDSA-P256-SHA256", "ECDSA-P384-SHA384"] as const).map((algorithm) => {
    const [answer] = knownAnswers[algorithm];
    if (answer === undefined) throw new Error("no known answer");
    return { backend: crypto.name, crypto, algorithm, ...answer };
  }),
);

describe.each(cases)("$backend, $algorithm", ({ crypto, algorithm, point, message, signature }) => {
  const { size, order, spkiPrefix } = curves[algorithm];
  const key = async () => must(await crypto.importPoint(algorithm, point));
  const r = signature.subarray(0, size);
  const s = signature.subarray(size);

  it("verifies the known answers of RFC 6979, from a point and from a SubjectPublicKeyInfo", async () => {
    const fromSpki = must(await crypto.importSpki(algorithm, concatBytes(spkiPrefix, point)));
    for (const answer of knownAnswers[algorithm]) {
      expect(await crypto.verify(await key(), answer.signature, answer.message)).toBe(true);
      expect(await crypto.verify(fromSpki, answer.signature, answer.message)).toBe(true);
    }
  });

  it("accepts the high and the low s of one signature", async () => {
    const n = BigInt(`0x${toHex(order)}`);
    const other = (n - BigInt(`0x${toHex(s)}`)).toString(16).padStart(size * 2, "0");
    const mirrored = concatBytes(r, bytes(other));
    expect(await crypto.verify(await key(), mirrored, message)).toBe(true);
  });

  it("notices a change of any byte of signature and message", async () => {
    const imported = await key();
    for (let index = 0; index < signature.length; index += 5) {
      const changed = Uint8Array.from(signature);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(await crypto.verify(imported, changed, message)).toBe(false);
    }
    expect(await crypto.verify(imported, signature, utf8Bytes("Sample"))).toBe(false);
  });

  it.each([
    ["empty", () => new Uint8Array(0)],
    ["one byte short", () => signature.subarray(1)],
    ["one byte long", () => concatBytes(signature, Uint8Array.of(0))],
    ["r = 0", () => concatBytes(new Uint8Array(size), s)],
    ["s = 0", () => concatBytes(r, new Uint8Array(size))],
    ["r = s = 0", () => new Uint8Array(size * 2)],
    ["r = n", () => concatBytes(order, s)],
    ["s = n", () => concatBytes(r, order)],
    ["s = n + 1", () => concatBytes(r, increased(order))],
    ["all ones", () => new Uint8Array(size * 2).fill(255)],
    ["in DER", () => bytes(`30060201${"01"}020101`)],
  ])("says false for a signature that is %s", async (_name, make) => {
    expect(await crypto.verify(await key(), make(), message)).toBe(false);
  });

  it.each([
    ["empty", () => new Uint8Array(0)],
    ["one byte short", () => point.subarray(1)],
    ["one byte long", () => concatBytes(point, Uint8Array.of(0))],
    ["off the curve", () => concatBytes(point.subarray(0, size), increased(point.subarray(size)))],
    ["zero", () => new Uint8Array(size * 2)],
    ["x and y swapped", () => concatBytes(point.subarray(size), point.subarray(0, size))],
    ["with x = p", () => concatBytes(primes[algorithm], point.subarray(size))],
    ["with a prefix", () => concatBytes(Uint8Array.of(4), point)],
    ["all ones", () => new Uint8Array(size * 2).fill(255)],
  ])("does not import a point that is %s", async (_name, make) => {
    expect(await crypto.importPoint(algorithm, make())).toMatchObject({ ok: false });
    const spki = concatBytes(spkiPrefix, make());
    expect(await crypto.importSpki(algorithm, spki)).toMatchObject({ ok: false });
  });

  it("imports no key of another kind", async () => {
    const others = [
      generateKeyPairSync("ec", { namedCurve: "P-521" }),
      generateKeyPairSync("ec", { namedCurve: size === 32 ? "P-384" : "P-256" }),
      generateKeyPairSync("ed25519"),
    ];
    for (const { publicKey } of others) {
      const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
      expect(await crypto.importSpki(algorithm, spki)).toMatchObject({ ok: false });
    }
  });

  it("agrees with signatures that OpenSSL makes", async () => {
    const pair = generateKeyPairSync("ec", { namedCurve: curves[algorithm].name });
    const spki = new Uint8Array(pair.publicKey.export({ type: "spki", format: "der" }));
    const imported = must(await crypto.importSpki(algorithm, spki));
    const data = new Uint8Array(1024).fill(7);
    const hashName = size === 32 ? "sha256" : "sha384";
    const made = sign(hashName, data, { key: pair.privateKey, dsaEncoding: "ieee-p1363" });
    expect(await crypto.verify(imported, new Uint8Array(made), data)).toBe(true);
    expect(await crypto.verify(await key(), new Uint8Array(made), data)).toBe(false);
  });

  it("never throws for random points and signatures", async () => {
    const imported = await key();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2 * size + 1 }), async (random) => {
        expect(await crypto.verify(imported, random, message)).toBe(false);
        await crypto.importPoint(algorithm, random);
        await crypto.importSpki(algorithm, random);
      }),
      { numRuns: 30 },
    );
  });
});

describe.each(backends.map((crypto) => ({ backend: crypto.name, crypto })))(
  "$backend",
  ({ crypto }) => {
    // FIPS 180-4 examples: "abc"
    it.each([
      ["SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
      [
        "SHA-384",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
      ],
      [
        "SHA-512",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      ],
    ] as const)("digests with %s", async (algorithm, expected) => {
      expect(toHex(await crypto.digest(algorithm, utf8Bytes("abc")))).toBe(expected);
    });

    it("digests a view and gives plain bytes", async () => {
      const data = new Uint8Array(100).fill(3).subarray(10, 20);
      const digest = await crypto.digest("SHA-256", data);
      expect(Object.getPrototypeOf(digest)).toBe(Uint8Array.prototype);
      expect(toHex(digest)).toBe(createHash("sha256").update(data).digest("hex"));
    });

    it("verifies RSA with PKCS #1 and SHA-256, and with PSS, SHA-384 and 48 bytes of salt", async () => {
      const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const spki = new Uint8Array(pair.publicKey.export({ type: "spki", format: "der" }));
      const data = utf8Bytes("sample");
      const pkcs1 = new Uint8Array(sign("sha256", data, pair.privateKey));
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const pssWithSalt = (saltLength: number) =>
        new Uint8Array(sign("sha384", data, { key: pair.privateKey, padding, saltLength }));

      const pkcs1Key = must(await crypto.importSpki("RSASSA-PKCS1-SHA256", spki));
      const pssKey = must(await crypto.importSpki("RSASSA-PSS-SHA384", spki));
      expect(await crypto.verify(pkcs1Key, pkcs1, data)).toBe(true);
      expect(await crypto.verify(pssKey, pssWithSalt(48), data)).toBe(true);
      expect(await crypto.verify(pssKey, pssWithSalt(32), data)).toBe(false);
      expect(await crypto.verify(pssKey, pkcs1, data)).toBe(false);
      expect(await crypto.verify(pkcs1Key, pssWithSalt(48), data)).toBe(false);
      expect(await crypto.verify(pkcs1Key, pkcs1.subarray(1), data)).toBe(false);
    });

    it("imports no short RSA key and no elliptic key as RSA", async () => {
      for (const pair of [
        generateKeyPairSync("rsa", { modulusLength: 1024 }),
        generateKeyPairSync("ec", { namedCurve: "P-256" }),
      ]) {
        const spki = new Uint8Array(pair.publicKey.export({ type: "spki", format: "der" }));
        expect(await crypto.importSpki("RSASSA-PKCS1-SHA256", spki)).toMatchObject({ ok: false });
      }
    });

    it("takes a key of another backend for a programmer's mistake", async () => {
      const foreign: PublicKey = { algorithm: "ECDSA-P256-SHA256", handle: {} };
      await expect(crypto.verify(foreign, new Uint8Array(64), new Uint8Array(0))).rejects.toThrow(
        TypeError,
      );
    });
  },
);
