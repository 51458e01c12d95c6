import { request as httpRequest } from "node:http";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_BATCH_LINES } from "@/lib/contract/operations";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { homeOf } from "@/lib/store/testing/test-organization";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { startTestApi, type Answer, type TestApi } from "./testing/test-api";

const ndjson = { "content-type": "application/x-ndjson" };

interface Line {
  readonly id?: string;
  readonly verdict?: string;
  readonly code?: string;
  readonly instance?: string;
  readonly evidenceDigest?: string;
}

function linesOf(answer: Answer): Line[] {
  return answer.bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Line => JSON.parse(line));
}

describe.each(testDatabases)("batches on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let minted: MintedRequests;

  beforeAll(async () => {
    [database, minted] = await Promise.all([open(), mintRequests()]);
    api = await startTestApi({ database });
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  const send = (path: string, lines: readonly (object | string)[], key?: string) =>
    api.call("POST", `/api/v1/${path}/batch`, {
      body: lines
        .map((line) => (typeof line === "string" ? line : JSON.stringify(line)))
        .join("\n"),
      headers: key === undefined ? ndjson : { ...ndjson, "idempotency-key": key },
    });
  const total = async () => {
    const home = await homeOf(database);
    const rows = await home.ask(
      ({ sql }) => sql<{ count: number }[]>`select count(*)::int from attestations`,
    );
    return rows[0]?.count;
  };

  it.each(["verifications", "attestations"])(
    "answers %s in the order of the lines",
    async (path) => {
      const pattern = Array.from({ length: 120 }, (_, index) => index % 3);
      const answer = await send(
        path,
        pattern.map((kind) => [minted.good, minted.forged, { evidence: 1 }][kind] ?? {}),
      );
      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toBe("application/x-ndjson");
      expect(linesOf(answer).map((line) => line.verdict ?? line.code)).toEqual(
        pattern.map((kind) => ["affirming", "contraindicated", "REQUEST_INVALID"][kind]),
      );
    },
  );

  it("keeps every line of a batch that it answers with an attestation", async () => {
    const before = await total();
    const lines = linesOf(
      await send("attestations", [minted.good, { evidence: "AAAAAAAA" }, minted.forged]),
    );
    expect(lines.map(({ code }) => code)).toEqual([undefined, "EVIDENCE_UNRECOGNISED", undefined]);
    expect(await total()).toBe((before ?? 0) + 2);
    const found = await api.call("GET", `/api/v1/attestations/${lines[2]?.id ?? ""}`);
    expect(found).toMatchObject({ status: 200, json: { verdict: "contraindicated" } });
  });

  it("names the line in the problem of a line, and goes on after it", async () => {
    const lines = linesOf(
      await send("verifications", ["{", "", minted.good, { evidence: "AA==", x: 1 }]),
    );
    expect(lines.map(({ verdict, code }) => verdict ?? code)).toEqual([
      "REQUEST_INVALID",
      "affirming",
      "REQUEST_INVALID",
    ]);
    expect(lines[2]?.instance).toMatch(/#3$/);
  });

  it("ends after 1,000 lines with a problem", async () => {
    const body = Array.from({ length: MAX_BATCH_LINES + 5 }, () => ({ evidence: "AAAAAAAA" }));
    const lines = linesOf(await send("verifications", body));
    expect(lines).toHaveLength(MAX_BATCH_LINES + 1);
    expect(lines.at(-1)?.code).toBe("BODY_TOO_LARGE");
  });

  it("leaves room for others: batches of one owner that come together are judged to their last line", async () => {
    const body = Array.from({ length: 400 }, () => ({ evidence: "AAAAAAAA" }));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send("verifications", body)),
    );
    const codes = answers.flatMap((answer) => linesOf(answer).map(({ code }) => code));
    expect(codes).toHaveLength(4_000);
    expect(new Set(codes)).toEqual(new Set(["EVIDENCE_UNRECOGNISED"]));
  });

  it("answers an empty batch with no lines", async () => {
    for (const path of ["verifications", "attestations"]) {
      expect(await send(path, [])).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
    }
  });

  it("answers a line before the next one is sent", async () => {
    const outgoing = httpRequest(`${api.url}/api/v1/attestations/batch`, {
      method: "POST",
      headers: { ...ndjson, authorization: `Bearer ${api.key}` },
      agent: false,
    });
    const response = new Promise<NodeJS.ReadableStream>((resolve) =>
      outgoing.once("response", resolve),
    );
    outgoing.write(`${JSON.stringify(minted.good)}\n`);
    const answers = createInterface({ input: await response })[Symbol.asyncIterator]();
    const verdicts: unknown[] = [];
    for (const next of [minted.forged, minted.good]) {
      const line = await answers.next();
      verdicts.push(JSON.parse(String(line.value)).verdict);
      outgoing.write(`${JSON.stringify(next)}\n`);
    }
    outgoing.end();
    verdicts.push(JSON.parse(String((await answers.next()).value)).verdict);
    expect((await answers.next()).done).toBe(true);
    expect(verdicts).toEqual(["affirming", "contraindicated", "affirming"]);
  });

  it("stops working for a client that went away, and goes on serving others", async () => {
    const before = (await total()) ?? 0;
    const lines = `${JSON.stringify(minted.good)}\n`.repeat(MAX_BATCH_LINES);
    await new Promise<void>((resolve) => {
      const outgoing = httpRequest(
        `${api.url}/api/v1/attestations/batch`,
        {
          method: "POST",
          headers: { ...ndjson, authorization: `Bearer ${api.key}` },
          agent: false,
        },
        (response) => {
          response.once("data", () => outgoing.destroy());
          response.once("close", resolve);
          response.on("error", () => undefined);
        },
      );
      outgoing.on("error", () => undefined);
      outgoing.end(lines);
    });
    // Lines under way when it left may still be kept; afterwards the number stands still.
    await expect
      .poll(
        async () => {
          const first = await total();
          expect((await api.call("GET", "/api/health/live")).status).toBe(200);
          return (await total()) === first;
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    expect(((await total()) ?? 0) - before).toBeLessThan(MAX_BATCH_LINES);
    const kept = await api.call("POST", "/api/v1/attestations", { body: minted.good });
    expect(kept.status).toBe(201);
  });

  it("keeps each line of a batch once under its key, also when it is sent again after it broke off", async () => {
    const lines = [minted.good, minted.forged, { evidence: "AAAAAAAA" }, minted.good];
    const part = linesOf(await send("attestations", lines.slice(0, 2), "one-batch"));
    const before = (await total()) ?? 0;
    const answer = await send("attestations", lines, "one-batch");
    const whole = linesOf(answer);
    expect(answer.headers["idempotent-replayed"]).toBe("true");
    expect(whole.slice(0, 2).map(({ id }) => id)).toEqual(part.map(({ id }) => id));
    expect(whole[2]?.code).toBe("EVIDENCE_UNRECOGNISED");
    expect(await total()).toBe(before + 1);

    const again = linesOf(await send("attestations", lines, "one-batch"));
    expect(again.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    expect(await total()).toBe(before + 1);
  });

  it("refuses a batch that begins otherwise than the one that came with its key", async () => {
    await send("attestations", [minted.good], "first-line");
    expect(await send("attestations", [minted.forged], "first-line")).toMatchObject({
      status: 409,
      json: { code: "IDEMPOTENCY_KEY_REUSED" },
    });
    const later = linesOf(await send("attestations", [minted.good, minted.forged], "first-line"));
    expect(later.map(({ verdict }) => verdict)).toEqual(["affirming", "contraindicated"]);
  });
});
