import { COMMON_PASSWORDS } from "./common-passwords";

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 128;
/** Fewer different characters than this are a pattern, however long. */
const MIN_DIFFERENT = 5;
/** An e-mail, name or common word is most of a password when no more than this stands around it. */
const MAX_AROUND = 4;

interface Owner {
  readonly name: string;
  readonly email: string;
}

/**
 * Why a new password is too easy to guess, as a sentence; null when it will do. NIST SP 800-63B, section 5.1.1.2: length,
 * common passwords, what is known of its owner, and patterns; no rules about kinds of characters.
 */
export function passwordProblem(password: string, owner: Owner): string | null {
  // Characters as people count them.
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return `It has fewer than ${MIN_PASSWORD_LENGTH} characters.`;
  if (length > MAX_PASSWORD_LENGTH) return `It has more than ${MAX_PASSWORD_LENGTH} characters.`;
  if (new Set(password).size < MIN_DIFFERENT || isRepeated(password)) return "It repeats itself.";
  if (isMostlySequence(password)) return "It follows the alphabet, the digits or a row of keys.";
  if (ownWords(owner).some((word) => isMostly(password, word))) {
    return "It is your name, your e-mail or the name of this product.";
  }
  return isCommon(password) ? "It is one of the passwords that are guessed first." : null;
}

function ownWords({ name, email }: Owner): readonly string[] {
  const [local = "", domain = ""] = email.split("@");
  return ["attestry", email, local, domain, domain.split(".")[0] ?? "", name, ...name.split(/\s+/)]
    .map(lettersOf)
    .filter((word) => word.length >= 4);
}

/** Whether little else than this word is there, once or several times. */
function isMostly(password: string, word: string): boolean {
  const text = lettersOf(password);
  const rest = text.replaceAll(word, "");
  return rest.length < text.length && rest.length <= MAX_AROUND;
}

function isCommon(password: string): boolean {
  const readings = [password.toLowerCase(), unswapped(password)];
  return readings.some((reading) => {
    const core = reading.replaceAll(/[^\p{L}]/gu, "");
    return [reading, core].some(
      (text) =>
        COMMON_PASSWORDS.has(text) || isTwoCommonWords(text) || COMMON_PASSWORDS.has(unit(text)),
    );
  });
}

function isTwoCommonWords(text: string): boolean {
  for (let cut = 3; cut <= text.length - 3; cut += 1) {
    if (COMMON_PASSWORDS.has(text.slice(0, cut)) && COMMON_PASSWORDS.has(text.slice(cut)))
      return true;
  }
  return false;
}

const SWAPS: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "@": "a",
  $: "s",
  "!": "i",
};

/** `P@ssw0rd` reads as `password`. What is no letter at either end is taken off first: `Passw0rd123!`. */
function unswapped(password: string): string {
  const core = password.toLowerCase().replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return [...core].map((letter) => SWAPS[letter] ?? letter).join("");
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** A short piece again and again: `abc1abc1abc1`. */
function isRepeated(password: string): boolean {
  return unit(password).length <= 4 && unit(password) !== password;
}

/** The shortest piece that a text is a repetition of; the text itself when it is none. */
function unit(text: string): string {
  const at = `${text}${text}`.indexOf(text, 1);
  return at > 0 && at < text.length ? text.slice(0, at) : text;
}

const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "qwertzuiop",
  "asdfghjkl",
  "zxcvbnm",
  "yxcvbnm",
  "azertyuiop",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
];

/** Whether nearly every character follows the one before it in a row of keys, up or down. */
function isMostlySequence(password: string): boolean {
  const text = password.toLowerCase();
  const rows = [...ROWS, ...ROWS.map((row) => [...row].toReversed().join(""))];
  let steps = 0;
  for (let place = 0; place < text.length - 1; place += 1) {
    const pair = text.slice(place, place + 2);
    if (rows.some((row) => row.includes(pair)) || pair[0] === pair[1]) steps += 1;
  }
  return steps >= (text.length - 1) * 0.75;
}
