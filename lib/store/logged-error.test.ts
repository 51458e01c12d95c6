import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { createLogger } from "../logger";
import { loggedError } from "./logged-error";

/** As the driver throws for a row that a constraint refuses. */
function refusedRow(): Error {
  return Object.assign(new Error("violates check constraint"), {
    code: "23514",
    detail: "Failing row contains (7, s3cret).",
    parameters: ["s3cret"],
  });
}

describe("what the log keeps of an error", () => {
  it("is the statement that failed, and none of its values", () => {
    const error = new DrizzleQueryError("insert into t values ($1)", ["s3cret"], refusedRow());
    expect(error.message).toContain("s3cret");
    const kept = loggedError(new Error("outer", { cause: error }));
    expect(kept).toMatchObject({
      type: "Error",
      message: "outer",
      cause: {
        message: "violates check constraint",
        code: "23514",
        query: "insert into t values ($1)",
      },
    });
    expect(kept.cause?.stack).toContain("refusedRow");
    expect(JSON.stringify(kept)).not.toContain("s3cret");
  });

  it("is nothing of a value that is no error", () => {
    expect(loggedError({ token: "s3cret" })).toEqual({ type: "object", message: "not an error" });
  });

  it("is what the logger writes, beside what it leaves out of requests", () => {
    const lines: string[] = [];
    const log = createLogger("info", { write: (line) => void lines.push(line) });
    const headers = { authorization: "Bearer s3cret", cookie: "session=s3cret" };
    const request = { headers, evidence: "s3cret" };
    log.error({ err: new DrizzleQueryError("select $1", ["s3cret"]), request, headers }, "failed");
    expect(lines.join("")).toContain("select $1");
    expect(lines.join("")).not.toContain("s3cret");
  });
});
