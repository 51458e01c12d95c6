import { describe, expect, it } from "vitest";
import { objectHref, readTrailAddress, trailHref, trailQuery } from "./trail-address";

describe("readTrailAddress", () => {
  it("reads filters, page and the open event", () => {
    const address = readTrailAddress({
      actor: "k1",
      outcome: "denied",
      cursor: "40",
      direction: "newer",
      event: "42",
    });
    expect(address).toEqual({
      filter: { actor: "k1", outcome: "denied" },
      place: { cursor: 40, direction: "newer" },
      event: 42,
      ignored: [],
    });
    expect(trailQuery(address)).toEqual({
      actor: "k1",
      outcome: "denied",
      cursor: 40,
      direction: "newer",
    });
  });

  it("shows the list without what it can't read, and says so", () => {
    expect(readTrailAddress({ outcome: "fine", from: "yesterday", event: "-1" })).toEqual({
      filter: {},
      place: {},
      event: null,
      ignored: ["outcome", "from"],
    });
  });

  it("is what trailHref writes", () => {
    const filter = { objectKind: "member", objectId: "a&b" };
    const href = trailHref(filter, { place: { cursor: 7 }, event: 9 });
    const values = Object.fromEntries(new URL(href, "http://x").searchParams);
    expect(readTrailAddress(values)).toMatchObject({ filter, place: { cursor: 7 }, event: 9 });
    expect(trailHref({ actor: undefined })).toBe("/audit");
  });
});

describe("objectHref", () => {
  it("leads to the page of an attestation, and to the timeline of what has none", () => {
    expect(objectHref({ kind: "attestation", id: "1" })).toBe("/attestations/1");
    expect(objectHref({ kind: "member", id: "1" })).toBe("/audit?objectKind=member&objectId=1");
  });
});
