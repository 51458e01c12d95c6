import type { ServiceContext } from "./context";

/** Prometheus text, with the gauges as they stand at this moment. */
export function metricsText(context: ServiceContext): Promise<string> {
  const { metrics, slots } = context.state;
  metrics.queueDepth.set(slots.queued);
  metrics.judgements.set(slots.running);
  return metrics.registry.metrics();
}
