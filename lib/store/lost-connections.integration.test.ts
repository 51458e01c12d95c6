import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isDatabaseLost } from "./lost-database";
import { testDatabases, type TestPlace } from "./testing/databases";

/** What the driver does, with the patch in `patches/`, when a connection is lost. An uncaught error fails the run, too. */
describe("a pool of one connection whose backend is ended", () => {
  const onServer = testDatabases.find(({ kind }) => kind === "server");
  let place: TestPlace;
  let administrator: postgres.Sql;
  let sql: postgres.Sql;
  beforeAll(async () => {
    if (onServer === undefined) throw new Error("there is no PostgreSQL to test on");
    place = await onServer.create();
    administrator = postgres(place.options.databaseUrl ?? "", { max: 1 });
    await administrator`create table written (what text)`;
  });
  afterAll(async () => {
    await administrator.end();
    await place.remove();
  });
  beforeEach(async () => {
    sql = postgres(place.options.databaseUrl ?? "", { max: 1, backoff: () => 0 });
    await administrator`truncate written`;
  });
  afterEach(() => sql.end({ timeout: 0 }));

  const pidOf = async (asked: postgres.ISql) => {
    const [row] = await asked<{ pid: number }[]>`select pg_backend_pid() as pid`;
    if (row === undefined) throw new Error("no pid");
    return row.pid;
  };
  const end = (pid: number) => administrator`select pg_terminate_backend(${pid}, 10000)`;
  const errorOf = (work: Promise<unknown>) =>
    work.then(
      () => "nothing was thrown",
      (error: unknown) => error,
    );
  const written = async () => {
    const rows = await administrator<{ what: string }[]>`select what from written`;
    return rows.map(({ what }) => what);
  };

  it("fails the transaction in the middle of a statement, and serves the next question", async () => {
    const error = await errorOf(
      sql.begin(async (transaction) => {
        const pid = await pidOf(transaction);
        await transaction`insert into written values ('lost')`;
        await Promise.all([transaction`select pg_sleep(600)`, end(pid)]);
      }),
    );
    expect(isDatabaseLost(error)).toBe(true);
    // Neither the old statement nor the server's parting words come back with it.
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    expect(await written()).toEqual([]);
  });

  it("runs nothing of a lost transaction inside the next one", async () => {
    let begun = (_pid: number) => {};
    let goOn = () => {};
    const pid = new Promise<number>((resolve) => {
      begun = resolve;
    });
    const next = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const late: { error?: unknown } = {};
    const lost = errorOf(
      sql.begin(async (transaction) => {
        begun(await pidOf(transaction));
        // Its connection is lost while it waits for something else, and has been given to the next one when it goes on.
        await next;
        late.error = await errorOf(transaction`insert into written values ('late')`);
      }),
    );
    await end(await pid);
    expect(isDatabaseLost(await lost)).toBe(true);

    const undone = sql.begin(async (transaction) => {
      await transaction`insert into written values ('undone')`;
      goOn();
      // By then the lost one has tried to write and to commit.
      await expect.poll(() => late.error).toBeDefined();
      await transaction`select 1`;
      throw new Error("undo this");
    });
    expect(await errorOf(undone)).toMatchObject({ message: "undo this" });
    expect(isDatabaseLost(late.error)).toBe(true);
    expect(await written()).toEqual([]);
  });

  it("begins a transaction at whatever place of a full pipeline", async () => {
    for (const before of [98, 99, 100, 101]) {
      const asked = Array.from({ length: before }, () => sql`select 1`.execute());
      const done = sql.begin((transaction) => transaction`insert into written values ('begun')`);
      await Promise.all([...asked, done]);
    }
    expect(await written()).toHaveLength(4);
  });
});
