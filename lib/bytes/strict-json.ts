import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, ok, type Result } from "@/lib/rats/result";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** Inherits nothing, so a member called `constructor` is only there when the text has it. */
export interface JsonObject {
  readonly [member: string]: JsonValue | undefined;
}

export interface StrictJsonLimits {
  /** The reason that a refusal carries. */
  readonly code: ReasonCode;
  /** Arrays and objects inside each other; 32 when absent. */
  readonly maxDepth?: number;
  /** UTF-16 code units of the whole text; 1 Mi when absent. */
  readonly maxLength?: number;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * RFC 8259 without what lets two readers see two documents: no duplicate member names at any level, no `__proto__`,
 * integers only, and those within the safe range. Nothing may follow the value.
 */
export function parseStrictJson(text: string, limits: StrictJsonLimits): Result<JsonValue> {
  const parser = parserFor(text, limits);
  if ("ok" in parser) return parser;
  const value = parser.document();
  return value === undefined ? fail(limits.code, parser.problem) : ok(value);
}

/**
 * The source text of a top-level member's value, exactly as it stands. Intel signs the bytes of `tcbInfo` and
 * `enclaveIdentity` as delivered, not what a second serialisation would make of them.
 */
export function rawMember(text: string, name: string, code: ReasonCode): Result<string> {
  const parser = parserFor(text, { code });
  if ("ok" in parser) return parser;
  const document = parser.document(name);
  if (document === undefined) return fail(code, parser.problem);
  const span = parser.span;
  return span === null ? fail(code, `no member "${name}"`) : ok(text.slice(span.start, span.end));
}

/** Value and source text of one top-level member (null when there is none) in one pass. */
export function parseWithSource(
  text: string,
  name: string,
  limits: StrictJsonLimits,
): Result<{ readonly value: JsonValue; readonly source: string | null }> {
  const parser = parserFor(text, limits);
  if ("ok" in parser) return parser;
  const value = parser.document(name);
  if (value === undefined) return fail(limits.code, parser.problem);
  const { span } = parser;
  return ok({ value, source: span === null ? null : text.slice(span.start, span.end) });
}

function parserFor(text: string, { code, maxDepth = 32, maxLength = 1 << 20 }: StrictJsonLimits) {
  if (text.length > maxLength) return fail(code, `JSON text over ${maxLength} characters`);
  return new Parser(text, maxDepth);
}

const [quote, comma, colon, minus, zero] = [0x22, 0x2c, 0x3a, 0x2d, 0x30] as const;
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
/** What must be escaped in a string (RFC 8259 section 7). */
const controls = /[\u0000-\u001f]/;
const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** What objects inherit from. With no prototype at all they would be hash tables, ten times slower to make. */
const NO_MEMBERS: object = Object.freeze(Object.create(null));

/** `undefined` stands for a refusal; the first problem is kept. Recursion is bounded by `maxDepth`. */
class Parser {
  readonly #text: string;
  readonly #maxDepth: number;
  /** True for line ends between values, too; a text without any needs no look at its strings. */
  readonly #hasControls: boolean;
  #at = 0;
  #depth = 0;
  #quoteAt = -1;
  #backslashAt = -1;
  #wanted: string | null = null;
  problem = "";
  span: { readonly start: number; readonly end: number } | null = null;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#hasControls = controls.test(text);
  }

  /** The whole text; the place of the top-level member `wanted` goes to `span`. */
  document(wanted: string | null = null): JsonValue | undefined {
    this.#wanted = wanted;
    const value = this.#value();
    if (value === undefined) return undefined;
    this.#space();
    return this.#at === this.#text.length ? value : this.#refuse("text after the value");
  }

  #value(): JsonValue | undefined {
    this.#space();
    const code = this.#code();
    if (code === quote) return this.#string();
    if (code === openObject || code === openArray) return this.#nested(code);
    if (code === minus || isDigit(code)) return this.#integer();
    if (this.#word("true")) return true;
    if (this.#word("false")) return false;
    if (this.#word("null")) return null;
    return this.#refuse("no JSON value");
  }

  #nested(opening: typeof openObject | typeof openArray): JsonValue | undefined {
    if (this.#depth >= this.#maxDepth) return this.#refuse(`deeper than ${this.#maxDepth} levels`);
    this.#depth++;
    const value = opening === openObject ? this.#object() : this.#array();
    this.#depth--;
    return value;
  }

  #object(): JsonObject | undefined {
    const members: Record<string, JsonValue> = Object.create(NO_MEMBERS);
    this.#at++;
    this.#space();
    if (this.#punctuation(closeObject)) return members;
    for (;;) {
      this.#space();
      if (this.#code() !== quote) return this.#refuse("no member name");
      const name = this.#string();
      if (name === undefined) return undefined;
      if (name === "__proto__") return this.#refuse("a member is called __proto__");
      if (Object.hasOwn(members, name))
        return this.#refuse(`member "${name.slice(0, 64)}" stands twice`);
      this.#space();
      if (!this.#punctuation(colon)) return this.#refuse("no colon after a member name");
      this.#space();
      const start = this.#at;
      const value = this.#value();
      if (value === undefined) return undefined;
      if (this.#depth === 1 && name === this.#wanted) this.span = { start, end: this.#at };
      members[name] = value;
      this.#space();
      if (this.#punctuation(closeObject)) return members;
      if (!this.#punctuation(comma)) return this.#refuse("no comma between members");
    }
  }

  #array(): readonly JsonValue[] | undefined {
    const items: JsonValue[] = [];
    this.#at++;
    this.#space();
    if (this.#punctuation(closeArray)) return items;
    for (;;) {
      const value = this.#value();
      if (value === undefined) return undefined;
      items.push(value);
      this.#space();
      if (this.#punctuation(closeArray)) return items;
      if (!this.#punctuation(comma)) return this.#refuse("no comma between items");
    }
  }

  /** Piece by piece between escapes: the engine looks for the end of one many times faster than a loop would. */
  #string(): string | undefined {
    let value = "";
    this.#at++;
    for (;;) {
      const start = this.#at;
      const ending = this.#nextQuote(start);
      const end = Math.min(ending, this.#nextBackslash(start));
      const piece = this.#text.slice(start, end);
      const control = this.#hasControls ? piece.search(controls) : -1;
      if (control >= 0) {
        this.#at += control;
        return this.#refuse("a control character in a string");
      }
      this.#at = end;
      if (end === this.#text.length) return this.#refuse("a string does not end");
      value += piece;
      if (end === ending) {
        this.#at++;
        return value;
      }
      const character = this.#escape();
      if (character === undefined) return undefined;
      value += character;
    }
  }

  /** Remembered until it is passed, so that a long string of escapes is not searched from each of them to its end. */
  #nextQuote(from: number): number {
    if (this.#quoteAt < from) this.#quoteAt = this.#find('"', from);
    return this.#quoteAt;
  }

  #nextBackslash(from: number): number {
    if (this.#backslashAt < from) this.#backslashAt = this.#find("\\", from);
    return this.#backslashAt;
  }

  /** The length of the text when there is none. */
  #find(character: string, from: number): number {
    const found = this.#text.indexOf(character, from);
    return found < 0 ? this.#text.length : found;
  }

  /** A lone surrogate is kept as it is: RFC 8259 section 8.2 allows it. */
  #escape(): string | undefined {
    const letter = this.#text[this.#at + 1] ?? "";
    const simple = escapes.get(letter);
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    const digits = this.#text.slice(this.#at + 2, this.#at + 6);
    if (letter !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits))
      return this.#refuse("an unknown escape");
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #integer(): number | undefined {
    const isNegative = this.#code() === minus;
    if (isNegative) this.#at++;
    const start = this.#at;
    let magnitude = 0;
    for (let code = this.#code(); isDigit(code); code = this.#code()) {
      magnitude = magnitude * 10 + (code - zero);
      this.#at++;
    }
    const digits = this.#at - start;
    if (digits === 0 || (digits > 1 && this.#text.charCodeAt(start) === zero)) {
      return this.#refuse("a malformed number");
    }
    if (".eE".includes(this.#text[this.#at] ?? " ")) return this.#refuse("a number is no integer");
    // Below 2^53 every step was exact; what is above stays above, however it was rounded.
    if (magnitude > Number.MAX_SAFE_INTEGER || (isNegative && magnitude === 0)) {
      return this.#refuse("a number is out of range");
    }
    return isNegative ? -magnitude : magnitude;
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #punctuation(code: number): boolean {
    if (this.#code() !== code) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (;;) {
      const code = this.#code();
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  /** NaN at the end of the text: equal to nothing, less than nothing. */
  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #refuse(problem: string): undefined {
    if (this.problem === "") this.problem = `${problem}, at character ${this.#at}`;
    return undefined;
  }
}

function isDigit(code: number): boolean {
  return code >= zero && code <= 0x39;
}
