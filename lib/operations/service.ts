import { openApiDocument } from "@/lib/contract/openapi";
import { getLiveness, getMetrics, getOpenApi, getReadiness } from "@/lib/contract/operations";
import { liveness, readiness } from "@/lib/services/health";
import { metricsText } from "@/lib/services/metrics-text";
import { operation } from "./operation";
import { healthReply, plainReply } from "./reply";

export const openApi = operation(getOpenApi, {
  permission: "service:read",
  run: () => plainReply(openApiDocument()),
});

export const live = operation(getLiveness, {
  permission: "service:read",
  run: () => plainReply(liveness()),
});

export const ready = operation(getReadiness, {
  permission: "service:read",
  run: ({ context }) => healthReply(readiness(context)),
});

export const metrics = operation(getMetrics, {
  permission: "service:read",
  run: ({ context }) => plainReply(metricsText(context)),
});
