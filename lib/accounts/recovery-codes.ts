import { randomInt } from "node:crypto";
import type { InstallationSecrets } from "@/lib/node-crypto/installation-secrets";

const COUNT = 10;
/** Without letters that look like others: 31 of them, so ten are 49 bits. */
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
const LENGTH = 10;

/** `abcde-fghjk`, ten of them, shown once. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: COUNT }, () => {
    const letters = Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length)));
    return `${letters.slice(0, LENGTH / 2).join("")}-${letters.slice(LENGTH / 2).join("")}`;
  });
}

/** What is kept of a code: an HMAC for this person, in hex. Spaces, dashes and case are how people type. */
export function recoveryCodeDigest(
  secrets: InstallationSecrets,
  { personId, code }: { readonly personId: string; readonly code: string },
): string {
  const typed = code.toLowerCase().replaceAll(/[\s-]/g, "");
  return secrets.subjectDigest(`recovery code/${personId}/${typed}`).toString("hex");
}
