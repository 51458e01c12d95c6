import { describe, expect, it } from "vitest";
import { readArguments } from "./arguments";
import { UsageError } from "./usage";

describe("readArguments", () => {
  it("reads every option of verify", () => {
    const argv = [
      ..."verify quote.bin --type intel-tdx-quote --collateral a.json --collateral b.json".split(
        " ",
      ),
      ..."--event-log ccel.bin --policy strict --at 2025-07-04T10:00:00Z --nonce 0x0aFF".split(" "),
      ..."--report-data 00 --payload text --trust-anchor root.pem --json".split(" "),
    ];
    expect(readArguments(argv)).toEqual({
      command: "verify",
      file: "quote.bin",
      evidenceType: "intel-tdx-quote",
      collateral: ["a.json", "b.json"],
      eventLog: "ccel.bin",
      policy: "strict",
      at: "2025-07-04T10:00:00Z",
      nonce: "0aFF",
      reportData: "00",
      payload: "text",
      trustAnchors: ["root.pem"],
      json: true,
    });
  });

  it("takes - for standard input", () => {
    expect(readArguments(["inspect", "-"])).toMatchObject({ command: "inspect", file: "-" });
    expect(readArguments(["verify", "--request", "-"])).toMatchObject({
      command: "verify-request",
      file: "-",
    });
    expect(readArguments(["verify", "--batch", "-"])).toMatchObject({
      command: "verify-batch",
      file: "-",
    });
  });

  it.each([
    ["no command", []],
    ["an unknown command", ["prove", "quote.bin"]],
    ["no file", ["verify"]],
    ["two files", ["verify", "a.bin", "b.bin"]],
    ["an unknown option", ["verify", "a.bin", "--polcy", "strict"]],
    ["an option without its value", ["verify", "a.bin", "--at"]],
    [
      "an option twice",
      ["verify", "a.bin", "--at", "2025-07-04T10:00:00Z", "--at", "2025-07-05T10:00:00Z"],
    ],
    ["a time without a zone", ["verify", "a.bin", "--at", "2025-07-04T10:00:00"]],
    ["a day that does not exist", ["verify", "a.bin", "--at", "2025-02-30T10:00:00Z"]],
    ["odd hex", ["verify", "a.bin", "--nonce", "abc"]],
    ["an empty nonce", ["verify", "a.bin", "--nonce", ""]],
    ["an empty payload", ["verify", "a.bin", "--payload", ""]],
    ["an unknown kind of evidence", ["verify", "a.bin", "--type", "sgx"]],
    ["a file beside --request", ["verify", "a.bin", "--request", "r.json"]],
    [
      "an option that --request does not take",
      ["verify", "--request", "r.json", "--policy", "strict"],
    ],
    ["an option that inspect does not take", ["inspect", "a.bin", "--policy", "strict"]],
    ["standard input twice", ["verify", "-", "--collateral", "-"]],
  ])("refuses %s as wrong usage", (_what, argv) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
  });
});
