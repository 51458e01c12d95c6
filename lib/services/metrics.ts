import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { LineAnswer } from "@/lib/parallel/answer-line";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { Result } from "@/lib/rats/result";
import type { EndorsementItem, EndorsementSource } from "@/lib/trust/endorsement-source";

/** The numbers of one runtime. Every label comes from a fixed list: operations, verdicts, codes, items. */
export interface Metrics {
  readonly registry: Registry;
  /** `tee` is the evidence type, `reason_code` the first reason or `none`. */
  readonly evaluations: Counter<"tee" | "status" | "reason_code">;
  /** Seconds of one appraisal, with the fetching of collateral. */
  readonly verifyDuration: Histogram<"tee">;
  readonly requests: Counter<"operation" | "method" | "status">;
  readonly requestDuration: Histogram<"operation">;
  readonly endorsements: Counter<"item" | "outcome">;
  readonly serviceErrors: Counter<"stage">;
  readonly queueDepth: Gauge;
  readonly judgements: Gauge;
  readonly stored: Counter;
  /** The same at every replica, since the database says so: take the maximum. 0 closed, 1 half-open, 2 open. */
  readonly breakerState: Gauge<"upstream">;
  readonly jobLag: Gauge<"job">;
  readonly limited: Counter<"class" | "scope">;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    evaluations: new Counter({
      name: "attest_evaluations_total",
      help: "Appraisals by evidence type, verdict and first reason",
      labelNames: ["tee", "status", "reason_code"],
      registers,
    }),
    verifyDuration: new Histogram({
      name: "verify_duration_seconds",
      help: "Time of one appraisal, collateral included",
      labelNames: ["tee"],
      buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    }),
    requests: new Counter({
      name: "http_requests_total",
      help: "API requests by operation, method and status",
      labelNames: ["operation", "method", "status"],
      registers,
    }),
    requestDuration: new Histogram({
      name: "http_request_duration_seconds",
      help: "Time to the first byte of the answer",
      labelNames: ["operation"],
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    }),
    endorsements: new Counter({
      name: "attest_endorsements_total",
      help: "Items of collateral asked for, by where they came from; `unavailable` when nowhere had them",
      labelNames: ["item", "outcome"],
      registers,
    }),
    serviceErrors: new Counter({
      name: "attest_service_errors_total",
      help: "Failures of the service itself, not of evidence",
      labelNames: ["stage"],
      registers,
    }),
    queueDepth: new Gauge({
      name: "queue_depth",
      help: "Judgements that wait for a place",
      registers,
    }),
    judgements: new Gauge({
      name: "attest_judgements_running",
      help: "Judgements that run",
      registers,
    }),
    stored: new Counter({
      name: "attest_attestations_stored_total",
      help: "Attestations kept",
      registers,
    }),
    breakerState: new Gauge({
      name: "breaker_state",
      help: "Circuit breakers of upstreams: 0 closed, 1 half-open, 2 open; shared by all replicas",
      labelNames: ["upstream"],
      registers,
    }),
    jobLag: new Gauge({
      name: "job_lag_seconds",
      help: "How long a job has been due that no replica does; shared by all replicas",
      labelNames: ["job"],
      registers,
    }),
    limited: new Counter({
      name: "attest_limited_total",
      help: "Requests and batch lines that found no token, by class and by whose bucket they draw from",
      labelNames: ["class", "scope"],
      registers,
    }),
  };
}

export function countEvaluation(metrics: Metrics, result: AttestationResult): void {
  const { evidenceType, verdict, timings } = result;
  const code = result.reasons[0]?.code ?? null;
  countJudged(metrics, { evidenceType, verdict, code, totalMs: timings.totalMs });
}

export function countJudged(
  metrics: Metrics,
  { evidenceType, verdict, code, totalMs }: NonNullable<LineAnswer["judged"]>,
): void {
  metrics.evaluations.inc({ tee: evidenceType, status: verdict, reason_code: code ?? "none" });
  metrics.verifyDuration.observe({ tee: evidenceType }, totalMs / 1000);
}

/** The same source, counted. */
export function countedSource(source: EndorsementSource, metrics: Metrics): EndorsementSource {
  return {
    async get(request, at): Promise<Result<EndorsementItem>> {
      const found = await source.get(request, at);
      const outcome = found.ok ? found.value.origin : "unavailable";
      metrics.endorsements.inc({ item: request.item, outcome });
      return found;
    },
  };
}
