import type { Runtime } from "@/lib/runtime";
import { KeyUses } from "./api-keys/key-uses";
import { AttestationWriter } from "./attestation-writer";
import { RowAllowance } from "./audit/row-allowance";
import { rememberedContents, type ContentOf } from "./content-of";
import { Gathering } from "./limits/gathering";
import { JudgementSlots } from "./judgement-slots";
import { linePool, type LinePool } from "@/lib/parallel/line-pool";
import type { Taken } from "@/lib/store/limit-buckets";
import type { KeyRow, SessionRow } from "@/lib/store/principals";
import { OpenRequests } from "./open-requests";
import { countedSource, createMetrics, type Metrics } from "./metrics";

/** What the use cases keep once for each runtime. */
export interface RuntimeState {
  readonly metrics: Metrics;
  readonly slots: JudgementSlots;
  /** Each hash of a password takes 128 MiB and a core for a while. */
  readonly passwordSlots: JudgementSlots;
  readonly openRequests: OpenRequests;
  readonly writer: AttestationWriter;
  readonly keyUses: KeyUses;
  readonly contentOf: ContentOf;
  /** Threads for batches of verifications; none run until there is a batch, and they keep no process alive. */
  readonly lines: LinePool;
  /** How many refusals of one actor the audit trail keeps. */
  readonly refusalRows: RowAllowance;
  /** Requests that ask the database the same before their use case: who they are, and for tokens. */
  readonly gatherings: {
    readonly keys: Gathering<KeyRow | null>;
    readonly sessions: Gathering<SessionRow | null>;
    readonly tokens: Gathering<Taken>;
  };
}

/** Judgements at one time. The rest of them wait for collateral or the database, so this is more than the cores. */
export const MAX_JUDGEMENTS = 128;
/** Judgements that wait for a place; beyond it the answer is `TOO_BUSY`. */
const MAX_WAITING = 2048;
/** A body is copied two or three times while it is read and judged, and Node's heap ends at 2 GiB on small machines. */
const OPEN_BYTES = { each: 256 << 20, all: 512 << 20 };
const MAX_PASSWORD_HASHES = 2;
const MAX_WAITING_HASHES = 100;

const key = Symbol.for("attestry.runtime-state");

/**
 * The server and Next each bundle this module, so a module variable would exist twice in one process: the registry lies
 * on `globalThis`, keyed by the runtime.
 */
export function runtimeState(runtime: Runtime): RuntimeState {
  const holder: typeof globalThis & { [key]?: WeakMap<Runtime, RuntimeState> } = globalThis;
  const states = (holder[key] ??= new WeakMap());
  const known = states.get(runtime);
  if (known !== undefined) return known;
  const metrics = createMetrics();
  const state: RuntimeState = {
    metrics,
    slots: new JudgementSlots({
      places: MAX_JUDGEMENTS,
      waiting: MAX_WAITING,
      waitingEach: MAX_WAITING / 2,
    }),
    openRequests: new OpenRequests(OPEN_BYTES),
    passwordSlots: new JudgementSlots({ places: MAX_PASSWORD_HASHES, waiting: MAX_WAITING_HASHES }),
    writer: new AttestationWriter(runtime.database),
    keyUses: new KeyUses(runtime),
    contentOf: rememberedContents(),
    lines: linePool({ endorsements: countedSource(runtime.endorsements, metrics) }),
    refusalRows: new RowAllowance(),
    gatherings: { keys: new Gathering(), sessions: new Gathering(), tokens: new Gathering() },
  };
  states.set(runtime, state);
  return state;
}
