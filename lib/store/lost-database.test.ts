import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { isDatabaseLost, withinPatience } from "./lost-database";

const failed = (code: string, query?: string) =>
  Object.assign(new Error(code), { code, ...(query === undefined ? {} : { query }) });

describe("a database that can't be reached", () => {
  it.each(["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT"])(
    "is told from the driver's %s",
    (code) => expect(isDatabaseLost(failed(code))).toBe(true),
  );

  it.each([
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "08006",
    "25006",
    "57P01",
    "57P02",
    "57P03",
    "53300",
  ])("is told from %s of a query", (code) =>
    expect(isDatabaseLost(failed(code, "select 1"))).toBe(true),
  );

  it("is told from a standby that refuses an unlogged table", () => {
    const refusal = { ...failed("0A000", "select 1"), routine: "get_relation_info" };
    expect(isDatabaseLost(Object.assign(new Error("0A000"), refusal))).toBe(true);
  });

  it("is told through drizzle's error and others around it", () => {
    const inner = new DrizzleQueryError("select 1", [], failed("57P01", "select 1"));
    expect(isDatabaseLost(new Error("outer", { cause: inner }))).toBe(true);
  });

  it.each([
    failed("23505", "insert into t values (1)"),
    failed("57014", "select pg_sleep(9)"),
    failed("25P02", "select 1"),
    failed("0A000", "select 1"),
    // Of a request to some other service.
    failed("ECONNREFUSED"),
    new Error("CONNECTION_CLOSED"),
    "CONNECTION_CLOSED",
    null,
  ])("is nothing that %s says", (error) => expect(isDatabaseLost(error)).toBe(false));

  it("is one that says nothing for too long", async () => {
    expect(await withinPatience(Promise.resolve(7), 1_000)).toBe(7);
    const error: unknown = await withinPatience(new Promise(() => {}), 1).catch(
      (thrown: unknown) => thrown,
    );
    expect(isDatabaseLost(error)).toBe(true);
  });
});
