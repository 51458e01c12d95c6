import { openApiDocument } from "@/lib/contract/openapi";
import { getLiveness, getMetrics, getOpenApi, getReadiness } from "@/lib/contract/operations";
import { liveness, readiness } from "@/lib/services/health";
import { metricsText } from "@/lib/services/metrics-text";
import { operation } from "./operation";
import { healthReply, plainReply } from "./reply";

export const openApi = operation(getOpenApi, {
  permission: "public",
  run: () => plainReply(openApiDocument()),
});

export const live = operation(getLiveness, {
  permission: "public",
  limit: null,
  run: () => plainReply(liveness()),
});

export const ready = operation(getReadiness, {
  permission: "public",
  limit: null,
  run: ({ context }) => healthReply(readiness(context)),
});

export const metrics = operation(getMetrics, {
  permission: "metrics:read",
  run: ({ context }) => plainReply(metricsText(context)),
});
