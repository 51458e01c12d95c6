import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

interface Cost {
  /** log2 of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP Password Storage Cheat Sheet, scrypt: N = 2^17, r = 8, p = 1. It takes 128 MiB, so callers bound how many run. */
const COST: Cost = { ln: 17, r: 8, p: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** PHC string format; base64 without padding. */
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{22})\$([\w+/]{43})$/;

/** `$scrypt$ln=17,r=8,p=1$salt$key`. Runs on the thread pool. */
export async function hashPassword(password: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, { salt, cost });
  const { ln, r, p } = cost;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(key)}`;
}

/**
 * Whether this is the password. `stored` is null where there is no account or no password: the answer is no and takes
 * the same work, so that its time tells nobody who has an account.
 */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const [, ln, r, p, salt, key] = STORED.exec(stored ?? "") ?? [];
  if (salt === undefined || key === undefined) {
    await derive(password, { salt: randomBytes(SALT_BYTES), cost: COST });
    return false;
  }
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const derived = await derive(password, { salt: Buffer.from(salt, "base64"), cost });
  return timingSafeEqual(derived, Buffer.from(key, "base64"));
}

function derive(
  password: string,
  { salt, cost: { ln, r, p } }: { readonly salt: Buffer; readonly cost: Cost },
): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    // One letter can be written in several ways: NIST SP 800-63B, section 5.1.1.2, asks for one of them.
    const options = { N, r, p, maxmem: 256 * N * r };
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
