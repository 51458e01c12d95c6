import { constants, createHash, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { CryptoPort, PublicKey } from "@/lib/crypto/crypto-port";
import { curves, ed25519Spki, type EllipticAlgorithm } from "@/lib/crypto/elliptic-key";
import { jwkToSpki } from "@/lib/crypto/jwk-spki";
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

/** RFC 6979 appendix A.2.5 to A.2.7: key pairs and signatures with the curve's own hash. */
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
  "ECDSA-P521-SHA512": [
    {
      message: utf8Bytes("sample"),
      signature: bytes(`00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F1
        74E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA
        00617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF2
        82623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A`),
      point: bytes(`01894550D0785932E00EAA23B694F213F8C3121F86DC97A04E5A7167DB4E5BCD3
        71123D46E45DB6B5D5370A7F20FB633155D38FFA16D2BD761DCAC474B9A2F5023A4
        00493101C962CD4D2FDDF782285E64584139C2F91B47F87FF82354D6630F746A2
        8A0DB25741B5B34A828008B22ACC23F924FAAFBD4D33F81EA66956DFEAA2BFDFCF5`),
    },
  ],
};

/** Primes of the fields (SEC 2): a coordinate must be smaller. */
const primes: Readonly<Record<EllipticAlgorithm, Uint8Array>> = {
  "ECDSA-P256-SHA256": bytes("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
  "ECDSA-P384-SHA384": bytes(
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
  ),
  "ECDSA-P521-SHA512": bytes(`01ff${"ff".repeat(64)}`),
};

function increased(value: Uint8Array): Uint8Array {
  const sum = BigInt(`0x${toHex(value)}`) + 1n;
  return bytes(sum.toString(16).padStart(value.length * 2, "0"));
}

const cases = backends.flatMap((crypto) =>
  (["ECDSA-P256-SHA256", "ECDSA-P384-SHA384", "ECDSA-P521-SHA512"] as const).map((algorithm) => {
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
      ...["P-256", "P-384", "P-521"]
        .filter((name) => name !== curves[algorithm].name)
        .map((namedCurve) => generateKeyPairSync("ec", { namedCurve })),
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
    const hashName = curves[algorithm].hash.replace("-", "").toLowerCase();
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
      ["SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
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

    it("imports x, but not x + p, of a point", async () => {
      // x = 5: points of P-256 have a second name when x is below 2^256 - p.
      const y = bytes("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
      const x = bytes("05".padStart(64, "0"));
      const above = bytes("ffffffff00000001000000000000000000000001000000000000000000000004");
      const importing = (one: Uint8Array) =>
        crypto.importPoint("ECDSA-P256-SHA256", concatBytes(one, y));
      expect(await importing(x)).toMatchObject({ ok: true });
      expect(await importing(above)).toMatchObject({ ok: false });
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

    it.each([
      ["RSASSA-PKCS1-SHA384", "sha384", null],
      ["RSASSA-PKCS1-SHA512", "sha512", null],
      ["RSASSA-PSS-SHA256", "sha256", 32],
      ["RSASSA-PSS-SHA512", "sha512", 64],
    ] as const)("verifies %s and no other RSA signature", async (algorithm, hashName, salt) => {
      const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const spki = new Uint8Array(pair.publicKey.export({ type: "spki", format: "der" }));
      const data = utf8Bytes("sample");
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const key = must(await crypto.importSpki(algorithm, spki));
      const signed = (name: string, saltLength: number | null) =>
        new Uint8Array(
          sign(
            name,
            data,
            saltLength === null ? pair.privateKey : { key: pair.privateKey, padding, saltLength },
          ),
        );
      expect(await crypto.verify(key, signed(hashName, salt), data)).toBe(true);
      expect(await crypto.verify(key, signed(hashName, salt === null ? 32 : null), data)).toBe(
        false,
      );
      expect(await crypto.verify(key, signed("sha1", null), data)).toBe(false);
      expect(await crypto.verify(key, signed(hashName, salt), utf8Bytes("Sample"))).toBe(false);
    });

    // RFC 8032 section 7.1, test 2
    it("verifies Ed25519", async () => {
      const point = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
      const signature = bytes(`92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00`);
      const key = must(await crypto.importSpki("Ed25519", ed25519Spki(point)));
      expect(await crypto.verify(key, signature, Uint8Array.of(0x72))).toBe(true);
      expect(await crypto.verify(key, signature, Uint8Array.of(0x73))).toBe(false);
      expect(await crypto.verify(key, signature.subarray(1), Uint8Array.of(0x72))).toBe(false);
      const short = ed25519Spki(point.subarray(1));
      expect(await crypto.importSpki("Ed25519", short)).toMatchObject({ ok: false });
    });

    it.each(["rsa", "P-256", "P-384", "P-521", "ed25519"])(
      "imports the JWK of a key of %s as its SubjectPublicKeyInfo",
      async (name) => {
        const { publicKey } =
          name === "rsa"
            ? generateKeyPairSync("rsa", { modulusLength: 2048 })
            : name === "ed25519"
              ? generateKeyPairSync("ed25519")
              : generateKeyPairSync("ec", { namedCurve: name });
        const expected = toHex(new Uint8Array(publicKey.export({ type: "spki", format: "der" })));
        const read = must(jwkToSpki({ ...publicKey.export({ format: "jwk" }) }));
        expect(toHex(read.spki)).toBe(expected);
      },
    );

    it("imports no JWK that is not a public key", () => {
      const { privateKey } = generateKeyPairSync("ed25519");
      expect(jwkToSpki({ ...privateKey.export({ format: "jwk" }) })).toMatchObject({ ok: false });
      expect(jwkToSpki({ kty: "oct", k: "AAAA" })).toMatchObject({ ok: false });
      expect(jwkToSpki({})).toMatchObject({ ok: false });
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
