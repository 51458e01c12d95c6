// The bare insert rate of a database: one row with evidence and result for each statement, and nothing else.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readConfig } from "@/lib/config";
import { openDatabase } from "@/lib/store/database";

export interface InsertOrder {
  /** Base64. */
  readonly evidence: string;
  readonly result: string;
  readonly inFlight: number;
  readonly seconds: number;
}

const order: InsertOrder = JSON.parse(readFileSync(0, "utf8"));
const config = readConfig(process.env);
const database = await openDatabase({
  databaseUrl: config.databaseUrl ?? undefined,
  dataDir: config.dataDir,
  maxConnections: config.databaseConnections,
});
const { sql } = database;
// The application owns nothing and may make no table: whoever opened the connection does.
const owner = await sql.reserve();
await owner`set role none`;
await owner`create table bench_inserts (id uuid primary key, evidence bytea not null, result json not null)`;
await owner`grant insert on bench_inserts to attestry_app`;
await owner`set role attestry_app`;
owner.release();
const evidence = Buffer.from(order.evidence, "base64");

const started = performance.now();
const end = started + order.seconds * 1000;
let rows = 0;
const insert = async () => {
  while (performance.now() < end) {
    await sql`insert into bench_inserts values (${randomUUID()}, ${evidence}, ${order.result}::text::json)`;
    rows += 1;
  }
};
await Promise.all(Array.from({ length: order.inFlight }, insert));
const perSecond = (rows * 1000) / (performance.now() - started);
await database.close();
process.stdout.write(JSON.stringify({ perSecond }));
