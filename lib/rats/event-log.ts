/** Lower-case hex by algorithm name: `{ sha256: "…", sha384: "…" }`. */
export type DigestsByAlgorithm = Readonly<Record<string, string>>;

/** What replaying a log leaves in one register, beside what was signed. */
export interface EventLogRegister {
  /** `pcr7`, `rtmr2`. */
  readonly name: string;
  readonly index: number;
  readonly replayed: DigestsByAlgorithm;
  /** What the evidence signed, hex; null when nothing signed came with the log. */
  readonly signed: string | null;
  /**
   * Index of the first event after which the signed value can't be reached any more, as far as that can be told; null when
   * the register replays, or when nothing signed says how it should.
   */
  readonly firstDifference: number | null;
  readonly eventCount: number;
}

export interface EventLogEvent {
  readonly index: number;
  /** Bytes from the beginning of the log. */
  readonly offset: number;
  readonly length: number;
  /** Null for events that extend nothing. */
  readonly register: string | null;
  readonly type: number;
  /** As the specification spells it: `EV_EFI_VARIABLE_BOOT`. */
  readonly typeName: string;
  readonly digests: DigestsByAlgorithm;
  /** What the event says, in a sentence for people. */
  readonly description: string;
  /** The first 4 KiB of the event's data, hex. */
  readonly data: string;
  readonly dataLength: number;
  /** The register's value after this event, hex, in the log's strongest algorithm; null when it extends nothing. */
  readonly replayed: string | null;
  /** Set when the event's data does not have the digest that was extended, or breaks a rule. */
  readonly note: string | null;
}

/** A boot or event log as people read it. */
export interface EventLogView {
  readonly id: string;
  readonly label: string;
  /** `TCG crypto-agile`, `TCG SHA-1`, `CC event log`, `dstack`. */
  readonly format: string;
  readonly hashAlgorithms: readonly string[];
  readonly size: number;
  readonly registers: readonly EventLogRegister[];
  readonly events: readonly EventLogEvent[];
  /** `true`, `false`, or null when the log does not say. */
  readonly secureBoot: boolean | null;
  readonly stoppedAt: { readonly offset: number; readonly detail: string } | null;
}
