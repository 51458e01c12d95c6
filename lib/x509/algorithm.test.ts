import { describe, expect, it } from "vitest";
import { portAlgorithm } from "./algorithm";

describe("portAlgorithm", () => {
  it.each([
    ["ecdsa-with-SHA256", "EC P-256", "ECDSA-P256-SHA256"],
    ["ecdsa-with-SHA384", "EC P-384", "ECDSA-P384-SHA384"],
    ["sha256WithRSAEncryption", "RSA 2048", "RSASSA-PKCS1-SHA256"],
    ["RSASSA-PSS-SHA384", "RSA 4096", "RSASSA-PSS-SHA384"],
    ["ecdsa-with-SHA256", "EC P-384", null],
    ["ecdsa-with-SHA384", "EC P-256", null],
    ["ecdsa-with-SHA256", "RSA 2048", null],
    ["sha256WithRSAEncryption", "EC P-256", null],
    ["RSASSA-PSS", "RSA 4096", null],
    ["1.2.840.113549.1.1.5", "RSA 2048", null],
  ])("verifies %s with a key of %s by %s", (signature, key, algorithm) => {
    expect(portAlgorithm(signature, key)).toBe(algorithm);
  });
});
