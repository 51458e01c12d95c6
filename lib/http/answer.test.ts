import { describe, expect, it } from "vitest";
import { problemOf } from "@/lib/contract/problem-of";
import { refusal } from "./answer";

describe("refusal", () => {
  it("tells a client when to try again", () => {
    const busy = problemOf({ code: "TOO_BUSY", detail: "many" }, { instance: "id" });
    expect(refusal(busy)).toMatchObject({ status: 503, headers: { "Retry-After": "1" } });
  });

  it("closes a connection whose body it leaves unread", () => {
    const large = problemOf({ code: "BODY_TOO_LARGE", detail: "large" }, { instance: "id" });
    expect(refusal(large)).toMatchObject({ status: 413, headers: { Connection: "close" } });
  });
});
