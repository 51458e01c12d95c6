import type { Metadata } from "next";
import { EventLogTab } from "@/components/event-log/event-log-tab";

export const metadata: Metadata = { title: "Event log, attestation" };

export default function EventLogPage() {
  return <EventLogTab />;
}
