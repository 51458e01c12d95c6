import { describe, expect, it } from "vitest";
import type { Check } from "@/lib/rats/check";
import { checkOf } from "@/lib/rats/make-check";
import { collectReasons, concludeVerdict } from "./conclude";
import { summarise } from "./summary";

const signature = checkOf.pass({ id: "quote.signature", group: "signature", title: "Signed" });
const dates = { id: "tcbInfo.validity", group: "collateral", title: "Valid" } as const;

function sentence(checks: readonly Check[]): string {
  return summarise({
    productName: "Intel TDX",
    verdict: concludeVerdict(checks),
    assurance: "hardware",
    checks,
    reasons: collectReasons(checks),
    tcb: null,
  });
}

describe("summarise", () => {
  it("does not call evidence forged because its collateral is out of date", () => {
    const stale = sentence([signature, checkOf.fail(dates, "TCB_INFO_EXPIRED")]);
    expect(stale).toMatch(/good signatures/);
    expect(stale).not.toMatch(/genuine/i);
  });

  it("does not call software expected when the policy names none", () => {
    const knob = checkOf.pass({ id: "policy.sevSnp.allowSmt", group: "policy", title: "SMT" });
    const unnamed = checkOf.skip(
      { id: "policy.measurements", group: "policy", title: "Measurements" },
      "the policy names none",
    );
    expect(sentence([signature, knob, unnamed])).toMatch(/nobody has approved/);
  });

  it("does not let good news about the whole hide that a piece failed", () => {
    const piece = { id: "submodule.gpu0", group: "submodules", title: "gpu0 is judged" } as const;
    expect(sentence([signature, checkOf.fail(piece, "SUBMODULE_FAILED")])).toMatch(/gpu0 failed/);
  });

  it("does call it not genuine when a signature is wrong as well", () => {
    const forged = checkOf.fail(
      { id: "quote.signature", group: "signature", title: "Signed" },
      "QUOTE_SIGNATURE_INVALID",
    );
    expect(sentence([forged, checkOf.fail(dates, "TCB_INFO_EXPIRED")])).toMatch(
      /^Not shown to be genuine/,
    );
  });
});
