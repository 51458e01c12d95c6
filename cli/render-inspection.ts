import type { EventLogView } from "@/lib/rats/event-log";
import type { BitField, CertificateView, Field, Inspection } from "@/lib/rats/inspection";
import { labelled, shorten, wrap, type Canvas } from "./layout";

interface Columns {
  readonly offset: number;
  readonly length: number;
  readonly name: number;
}

const TITLES = ["offset", "length", "field", "value"] as const;

/** The field table: offset, length, name, value and what it means; bits and children below their field. */
export function renderInspection(inspection: Inspection, canvas: Canvas): string {
  const { paint } = canvas;
  const rows = flatten(inspection.fields, 0);
  const widths: Columns = {
    offset: Math.max(TITLES[0].length, ...rows.map(({ field }) => String(field.offset).length)),
    length: Math.max(TITLES[1].length, ...rows.map(({ field }) => String(field.length).length)),
    name: Math.max(
      TITLES[2].length,
      ...rows.map(({ field, depth }) => field.name.length + 2 * depth),
    ),
  };
  const title = [
    TITLES[0].padStart(widths.offset),
    TITLES[1].padStart(widths.length),
    TITLES[2].padEnd(widths.name),
    TITLES[3],
  ].join("  ");
  const lines = [
    "",
    ...labelled(facts(inspection), { indent: 2, canvas }),
    "",
    paint("dim", title),
    ...rows.flatMap((row) => fieldLines(row, widths, canvas)),
    ...stopped(inspection, canvas),
    ...inspection.certificates.flatMap((certificate) => certificateLines(certificate, canvas)),
    ...inspection.eventLogs.flatMap((log) => eventLogLines(log, canvas)),
    "",
    paint("dim", "Decoded only: nothing here was verified."),
    "",
  ];
  return `${lines.join("\n")}\n`;
}

function facts(inspection: Inspection): readonly (readonly [string, string])[] {
  const format = Object.entries(inspection.format).map(([name, value]) => `${name} ${value}`);
  return [
    ["evidence", [inspection.evidenceType, ...format].join(", ")],
    ["size", `${inspection.size} bytes`],
    ["digest", inspection.evidenceDigest],
  ];
}

interface Row {
  readonly field: Field;
  readonly depth: number;
}

function flatten(fields: readonly Field[], depth: number): readonly Row[] {
  return fields.flatMap((field) => [{ field, depth }, ...flatten(field.children, depth + 1)]);
}

function fieldLines({ field, depth }: Row, widths: Columns, canvas: Canvas): readonly string[] {
  const { paint, columns } = canvas;
  const place = `${String(field.offset).padStart(widths.offset)}  ${String(field.length).padStart(widths.length)}`;
  const name = `${"  ".repeat(depth)}${field.name}`.padEnd(widths.name);
  const left = widths.offset + widths.length + widths.name + 6;
  const room = Math.max(16, columns - left);
  // PEM and other text may run over many lines; one line is enough to recognise it.
  const value = shorten((field.value ?? "").replace(/\s+/g, " "), room);
  const style = field.kind === "structure" ? "bold" : field.reserved ? "dim" : "reset";
  const head = `${paint("dim", place)}  ${paint(style, name)}  ${paint(field.reserved ? "dim" : "cyan", value)}`;
  const below = [
    ...(field.meaning === null ? [] : wrap(field.meaning, room)),
    ...field.bits.filter(isTelling).map((bit) => `${bitRange(bit)} ${bit.name}: ${bit.meaning}`),
  ];
  const pad = " ".repeat(left);
  return [head.trimEnd(), ...below.map((line) => `${pad}${paint("dim", line)}`)];
}

/** Bits that are set; a clear bit is the usual case and stands in the JSON form. */
function isTelling(bit: BitField): boolean {
  return bit.value !== 0;
}

function bitRange(bit: BitField): string {
  return bit.width === 1 ? `bit ${bit.bit}` : `bits ${bit.bit}–${bit.bit + bit.width - 1}`;
}

function stopped(inspection: Inspection, canvas: Canvas): readonly string[] {
  if (inspection.stoppedAt === null) return [];
  const { offset, code, detail } = inspection.stoppedAt;
  const { paint } = canvas;
  return ["", `${paint(["bold", "red"], code)}  reading stopped at byte ${offset}: ${detail}`];
}

function certificateLines(certificate: CertificateView, canvas: Canvas): readonly string[] {
  const extensions = certificate.extensions.flatMap(({ values }) =>
    values.map(({ name, value }) => [name, value] as const),
  );
  return [
    "",
    `${canvas.paint("bold", certificate.subject)}  ${canvas.paint("dim", certificate.role)}`,
    ...labelled(
      [
        ["issuer", certificate.issuer],
        ["serial", certificate.serial],
        ["valid", `${certificate.notBefore} to ${certificate.notAfter}`],
        ["key", certificate.keyAlgorithm],
        ["sha256", certificate.sha256],
        ...extensions,
      ],
      { indent: 2, canvas },
    ),
  ];
}

/** A log: what its registers replay to, then every event with what it extends. */
function eventLogLines(log: EventLogView, canvas: Canvas): readonly string[] {
  const { paint, columns } = canvas;
  const registers = log.registers.map(({ name, replayed, signed, firstDifference }) => {
    const value = Object.values(replayed).find((one) => one.length === signed?.length);
    const outcome =
      signed === null
        ? "nothing signed"
        : value === signed
          ? "replays to what was signed"
          : firstDifference === null
            ? "differs from what was signed"
            : `differs from what was signed, first at event ${firstDifference}`;
    return [name, `${outcome}  ${shorten(value ?? Object.values(replayed)[0] ?? "", 64)}`] as const;
  });
  const events = log.events.map(({ index, register, typeName, description, note }) => {
    const place = `${String(index).padStart(5)}  ${(register ?? "").padEnd(6)}`;
    const text = `${typeName}  ${description}${note === null ? "" : ` (${note})`}`;
    return `${paint("dim", place)}  ${shorten(text.replace(/\s+/g, " "), Math.max(16, columns - 17))}`;
  });
  const stop =
    log.stoppedAt === null
      ? []
      : [
          paint(
            ["bold", "red"],
            `reading stopped at byte ${log.stoppedAt.offset}: ${log.stoppedAt.detail}`,
          ),
        ];
  return [
    "",
    `${paint("bold", log.label)}  ${paint("dim", `${log.format}, ${log.events.length} events`)}`,
    ...labelled(registers, { indent: 2, canvas }),
    "",
    ...events,
    ...stop,
  ];
}
