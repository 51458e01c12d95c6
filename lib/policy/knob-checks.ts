import { fromHex } from "@/lib/bytes/hex";
import type { Check } from "@/lib/rats/check";
import type { Demand, Knob } from "@/lib/rats/knob";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";

/** One check for a knob that the policy sets: what it demands, and what the evidence says. */
export function knobCheck({ path, check, demand, isText = false, code }: Knob): Check {
  const base: CheckBase = {
    id: check,
    group: "policy",
    title: `${path.split(".").at(-1) ?? path} is as expected`,
    source: `policy ${path}`,
  };
  const expected = expectedText(demand);
  const values = {
    expected: isText ? expected : expected.toLowerCase(),
    actual: actualText(demand),
  };
  return isMet(demand, isText ? isSame : isSameHex)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, code ?? "MEASUREMENT_MISMATCH", values);
}

function isSame(a: string, b: string): boolean {
  return a === b;
}

function isSameHex(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Claims are text; only a whole number can be compared as one. */
function isWhole(text: string): boolean {
  return /^\d+$/.test(text);
}

function actualText(demand: Demand): string {
  const actual = demand.kind === "all-of" ? demand.actuals.join(", ") : demand.actual;
  return actual === undefined || actual === "" ? "not in this evidence" : actual;
}

function expectedText(demand: Demand): string {
  switch (demand.kind) {
    case "any-of":
      return demand.values.length === 0 ? "nothing is acceptable" : demand.values.join(" or ");
    case "masked":
      return `${demand.value} under mask ${demand.mask}`;
    case "all-of":
      return `each one of ${demand.values.join(", ")}`;
    case "at-least":
      return `at least ${demand.value}`;
    case "at-most":
      return `at most ${demand.value}`;
    case "bytes-at-least":
      return `at least ${demand.value}, byte by byte`;
  }
}

function isMet(demand: Demand, same: (a: string, b: string) => boolean): boolean {
  if (demand.kind === "all-of") {
    const { actuals, values } = demand;
    return actuals.length > 0 && actuals.every((one) => values.some((value) => same(value, one)));
  }
  const { actual } = demand;
  if (actual === undefined) return false;
  switch (demand.kind) {
    case "any-of":
      return demand.values.some((value) => same(value, actual));
    case "at-least":
      return isWhole(actual) && Number(actual) >= demand.value;
    case "at-most":
      return isWhole(actual) && Number(actual) <= demand.value;
    case "masked": {
      const [value, mask, bytes] = [fromHex(demand.value), fromHex(demand.mask), fromHex(actual)];
      if (!value || !mask || !bytes) return false;
      if (value.length !== bytes.length || mask.length !== bytes.length) return false;
      return bytes.every(
        (byte, i) => (byte & (mask[i] ?? 0)) === ((value[i] ?? 0) & (mask[i] ?? 0)),
      );
    }
    case "bytes-at-least": {
      const [minimum, bytes] = [fromHex(demand.value), fromHex(actual)];
      if (!minimum || minimum.length !== bytes?.length) return false;
      return bytes.every((byte, i) => byte >= (minimum[i] ?? 0));
    }
  }
}
