import { describe, expect, it } from "vitest";
import { endorsementKey, readEndorsementKey } from "./endorsement-source";

describe("readEndorsementKey", () => {
  it.each([
    "intel/sgx/tcb/00906ed50000",
    "intel/tdx/tcb/b0c06f000000",
    "intel/sgx/qe-identity",
    "intel/tdx/qe-identity",
    "intel/crl/pck/platform",
    "intel/crl/pck/processor",
    "intel/crl/root",
  ])("reads what endorsementKey writes: %s", (key) => {
    const request = readEndorsementKey(key);
    expect(request && endorsementKey(request)).toBe(key);
  });

  it.each([
    "",
    "intel/tdx/tcb/",
    "intel/tdx/tcb/B0C06F000000",
    "intel/tdx/tcb/b0c06f000000/",
    "intel/tdx/tcb/b0c06f000000\n",
    "intel/crl/pck/other",
    "amd/milan",
  ])("knows no %j", (key) => {
    expect(readEndorsementKey(key)).toBeNull();
  });
});
