import { CircleCheck, CircleDashed, OctagonX } from "lucide-react";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import { Digest } from "@/components/ui/digest";
import { formatCount } from "@/lib/format/amount";
import type { EventLogRegister } from "@/lib/rats/event-log";
import { comparableReplay, registerState } from "./log-view";

const states = {
  replays: { word: "replays", Icon: CircleCheck, tone: "text-affirming" },
  differs: { word: "differs", Icon: OctagonX, tone: "text-contraindicated" },
  unsigned: { word: "nothing signed", Icon: CircleDashed, tone: "text-faint" },
} as const;

/** What replaying the log leaves in each register, beside what was signed. */
export function RegisterTable({
  registers,
  signedIsVerified,
  chosen,
  onChoose,
  onOpen,
}: {
  readonly registers: readonly EventLogRegister[];
  readonly signedIsVerified: boolean;
  /** The register that the events are narrowed to. */
  readonly chosen: string | null;
  readonly onChoose: (name: string | null) => void;
  readonly onOpen: (name: string, event: number) => void;
}) {
  if (registers.length === 0) {
    return <p className="px-4 py-3 text-sm text-muted">No event extends a register.</p>;
  }
  const signed = signedIsVerified ? "Signed" : "Signed, unverified";
  const name = (register: EventLogRegister) => (
    <button
      type="button"
      aria-pressed={chosen === register.name}
      title={chosen === register.name ? "Show all events" : `Only events of ${register.name}`}
      onClick={() => onChoose(chosen === register.name ? null : register.name)}
      className="rounded-sm px-1 font-medium hover:bg-hover aria-pressed:bg-accent-tint aria-pressed:text-accent"
    >
      <code>{register.name}</code>
    </button>
  );
  return (
    <DataTable
      caption="Registers"
      rows={registers}
      rowKey={(register) => register.name}
      columns={[
        { id: "name", header: "Register", cell: name },
        {
          id: "events",
          header: "Events",
          align: "right",
          cell: (register) => formatCount(register.eventCount),
        },
        { id: "state", header: "State", cell: (register) => <State register={register} /> },
        {
          id: "replayed",
          header: "Replayed",
          cell: (register) => <Value label="replayed" value={comparableReplay(register)} />,
        },
        {
          id: "signed",
          header: signed,
          cell: (register) => <Value label="signed" value={register.signed} />,
        },
        {
          id: "jump",
          header: <span className="sr-only">Go to</span>,
          align: "right",
          cell: (register) => <Jump register={register} onOpen={onOpen} />,
        },
      ]}
      compact={(register) => (
        <div className="space-y-1">
          <p className="flex items-center justify-between gap-2">
            {name(register)}
            <State register={register} />
          </p>
          <p className="text-xs text-muted">
            {formatCount(register.eventCount)} {register.eventCount === 1 ? "event" : "events"},
            replayed <Value label="replayed" value={comparableReplay(register)} />
          </p>
          {register.signed === null ? null : (
            <p className="text-xs text-muted">
              {signed.toLowerCase()} <Value label="signed" value={register.signed} />
            </p>
          )}
          <Jump register={register} onOpen={onOpen} />
        </div>
      )}
    />
  );
}

function State({ register }: { readonly register: EventLogRegister }) {
  const { word, Icon, tone } = states[registerState(register)];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Icon aria-hidden className={`size-4 ${tone}`} />
      {word}
    </span>
  );
}

function Value({ label, value }: { readonly label: string; readonly value: string | null }) {
  return value === null ? (
    <span className="text-faint">none</span>
  ) : (
    <Digest value={value} label={`${label} value`} className="text-xs" />
  );
}

function Jump({
  register,
  onOpen,
}: {
  readonly register: EventLogRegister;
  readonly onOpen: (name: string, event: number) => void;
}) {
  const { name, firstDifference } = register;
  if (firstDifference === null) return null;
  return (
    <Button size="small" variant="ghost" onClick={() => onOpen(name, firstDifference)}>
      First difference<span className="sr-only"> of {name}</span>
    </Button>
  );
}
