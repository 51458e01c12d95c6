import { describe, expect, it } from "vitest";
import { readCollateralFile } from "./read-collateral-file";

describe("a collateral file for one request", () => {
  const intel = { tcbInfo: '{"tcbInfo":{},"signature":"00"}', rootCaCrl: "00" };

  it.each([
    ["the contract's endorsements", { intel }],
    ["their Intel part alone", intel],
    ["a whole request", { evidence: "AA==", endorsements: { intel } }],
  ])("is read as %s", (_name, json) => {
    expect(readCollateralFile(JSON.stringify(json))).toEqual({ ok: true, value: { intel } });
  });

  it("joins signed JSON of common tools without touching its bytes", () => {
    const read = readCollateralFile(
      JSON.stringify({
        tcb_info: '{ "version": 3 }',
        tcb_info_signature: "ab",
        qe_identity: '{"id":"TD_QE"}',
        qe_identity_signature: "cd",
      }),
    );
    expect(read).toMatchObject({
      ok: true,
      value: {
        intel: {
          tcbInfo: '{"tcbInfo":{ "version": 3 },"signature":"ab"}',
          qeIdentity: '{"enclaveIdentity":{"id":"TD_QE"},"signature":"cd"}',
        },
      },
    });
  });

  it.each(["", "[]", "{}", '{"intel":{"tcbinfo":"x"}}', '{"format":"attestry-collateral/1"}'])(
    "refuses %j",
    (text) => {
      expect(readCollateralFile(text)).toMatchObject({
        ok: false,
        failure: { code: "COLLATERAL_INVALID" },
      });
    },
  );
});
