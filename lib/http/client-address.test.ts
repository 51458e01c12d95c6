import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address";

const from = (remoteAddress: string | null, forwarded?: string) => ({
  remoteAddress,
  header: (name: string) => (name === "x-forwarded-for" ? (forwarded ?? null) : null),
});
const proxies = ["10.0.0.0/8", "2001:db8::/32"];

describe("the address of a client", () => {
  it("is the other end of the connection, whatever a header says", () => {
    expect(clientAddress(from("192.0.2.1", "203.0.113.9"), [])).toBe("192.0.2.1");
    expect(clientAddress(from("192.0.2.1", "203.0.113.9"), proxies)).toBe("192.0.2.1");
    expect(clientAddress(from("::ffff:192.0.2.1"), [])).toBe("192.0.2.1");
  });

  it("is what trusted proxies have added at the end, not what the client wrote before it", () => {
    expect(clientAddress(from("10.1.1.1", "203.0.113.9"), proxies)).toBe("203.0.113.9");
    expect(clientAddress(from("10.1.1.1", "127.0.0.1, 203.0.113.9, 10.2.2.2"), proxies)).toBe(
      "203.0.113.9",
    );
    expect(clientAddress(from("2001:db8::1", "::ffff:203.0.113.9"), proxies)).toBe("203.0.113.9");
  });

  it.each(["", "unknown", "203.0.113.9:80", "_hidden, ,", "10.0.0.1; DROP TABLE"])(
    "stays that of the proxy when %j is no address",
    (forwarded) => {
      expect(clientAddress(from("10.1.1.1", forwarded), proxies)).toBe("10.1.1.1");
    },
  );

  it("is unknown where only Next runs", () => {
    expect(clientAddress(from(null, "203.0.113.9"), proxies)).toBeNull();
  });
});
