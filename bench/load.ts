// The load generator, in a process of its own so that it does not share an event loop with what it measures.
import autocannon from "autocannon";
import { readFileSync } from "node:fs";

export interface LoadOrder {
  readonly url: string;
  readonly bodies: readonly string[];
  readonly contentType: string;
  /** Default: POST with the bodies; GET has none. */
  readonly method?: "GET" | "POST";
  readonly authorization?: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadReport {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx, and connections that broke. */
  readonly failed: number;
}

const order: LoadOrder = JSON.parse(readFileSync(0, "utf8"));
const result = await autocannon({
  url: order.url,
  connections: order.connections,
  duration: order.seconds,
  requests: order.bodies.map((body) => ({
    method: order.method ?? "POST",
    headers: {
      ...(order.method === "GET" ? {} : { "content-type": order.contentType }),
      ...(order.authorization === undefined ? {} : { authorization: order.authorization }),
    },
    ...(order.method === "GET" ? {} : { body }),
  })),
});
const report: LoadReport = {
  requestsPerSecond: result.requests.total / result.duration,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
  failed: result.non2xx + result.errors + result.timeouts,
};
process.stdout.write(JSON.stringify(report));
