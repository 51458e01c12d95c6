import { CopyButton } from "@/components/ui/copy-button";
import { Digest } from "@/components/ui/digest";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import { formatBytes } from "@/lib/format/amount";
import type { EventLogEvent } from "@/lib/rats/event-log";
import { dataText } from "./log-view";

/** Everything that the log says in one event. */
export function EventDetail({
  event,
  isDifference,
}: {
  readonly event: EventLogEvent | null;
  /** After it, the signed value of its register can't be reached. */
  readonly isDifference: boolean;
}) {
  if (event === null) {
    return (
      <p className="px-4 py-8 text-center text-sm text-muted">
        Choose an event to see its digests and data.
      </p>
    );
  }
  const shownLength = event.data.length / 2;
  return (
    <section
      aria-label={`Event ${event.index}`}
      className="text-sm xl:max-h-[min(37.75rem,67vh)] xl:overflow-y-auto"
    >
      <header className="space-y-1 px-4 py-3">
        <h3 className="text-base font-semibold">
          Event {event.index}{" "}
          <code className="text-xs font-normal text-muted">{event.typeName}</code>
        </h3>
        <p className="wrap-anywhere">{event.description}</p>
        {isDifference ? (
          <p className="font-medium text-contraindicated">
            From here on, the signed value of {event.register} can&apos;t be reached.
          </p>
        ) : null}
        {event.note === null ? null : <p className="text-warning">{event.note}</p>}
      </header>
      <KeyValueList className="border-y">
        <KeyValue name="Register">
          {event.register === null ? (
            <span className="text-muted">extends nothing</span>
          ) : (
            <code>{event.register}</code>
          )}
        </KeyValue>
        <KeyValue name="Type">
          <code>0x{event.type.toString(16).padStart(8, "0")}</code>
        </KeyValue>
        <KeyValue name="Place">
          byte {event.offset}, {formatBytes(event.length)}
        </KeyValue>
        {Object.entries(event.digests).map(([algorithm, digest]) => (
          <KeyValue key={algorithm} name={algorithm.toUpperCase()}>
            <Digest value={digest} label={`${algorithm} digest`} full className="text-xs" />
          </KeyValue>
        ))}
        {event.replayed === null ? null : (
          <KeyValue name="Replayed" hint="The register's value after this event">
            <Digest value={event.replayed} label="replayed value" full className="text-xs" />
          </KeyValue>
        )}
      </KeyValueList>
      {shownLength === 0 ? (
        <p className="px-4 py-3 text-muted">It carries no data.</p>
      ) : (
        <div className="space-y-2 px-4 py-3">
          <div className="flex items-center justify-between gap-2">
            <h4 className="text-muted">
              Data, {formatBytes(event.dataLength)}
              {shownLength < event.dataLength
                ? `, the first ${formatBytes(shownLength)} shown`
                : ""}
            </h4>
            <CopyButton text={event.data} label="hex of the data" />
          </div>
          <pre
            tabIndex={0}
            role="region"
            aria-label="Data as text"
            className="max-h-40 overflow-auto rounded-control bg-sunken p-2 text-xs leading-5 wrap-anywhere whitespace-pre-wrap ring-inside"
          >
            {dataText(event.data)}
          </pre>
          <details>
            <summary className="text-muted">Hex</summary>
            <pre
              tabIndex={0}
              role="region"
              aria-label="Data as hex"
              className="mt-1 max-h-40 overflow-auto rounded-control bg-sunken p-2 text-xs leading-5 wrap-anywhere whitespace-pre-wrap ring-inside"
            >
              {event.data}
            </pre>
          </details>
        </div>
      )}
    </section>
  );
}
