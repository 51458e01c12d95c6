import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { ajvSchemas } from "@/lib/compiled-schemas/ajv-schemas";
import { contentCache } from "@/lib/node-crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { fail, type Result } from "@/lib/rats/result";
import {
  endorsementKey,
  type EndorsementItem,
  type EndorsementRequest,
  type EndorsementSource,
} from "@/lib/trust/endorsement-source";
import { answerLine, brokenLine, type DefaultPolicy, type LineAnswer } from "./answer-line";
import type { FromWorker, LineOrder, ToWorker } from "./line-messages";
import { pack, unpack } from "./packed-lines";

/** Answers lines of verification batches on all cores. */
export interface LinePool {
  /**
   * Never rejects: what broke is answered as a problem. `instance` names the line in it; `policy` judges a line that
   * names none. The bytes must stay as they are until then.
   */
  answer(
    bytes: Uint8Array,
    given: {
      readonly instance: string;
      readonly now: Date;
      readonly policy?: DefaultPolicy;
    },
  ): Promise<LineAnswer>;
  /** Lines that are worth having under way at once. */
  readonly width: number;
  close(): Promise<void>;
}

/** Lines that go to a thread in one message: fewer messages, and still every thread has work. */
const LINES_IN_MESSAGE = 16;
const MESSAGES_UNDER_WAY = 2;
/** Each may be as long as a request, and lies in memory until it is answered. */
const MAX_LINES_UNDER_WAY = 256;
/** Threads hold memory; one that nobody needs is given back. */
const IDLE_MS = 30_000;

/** From the sources a thread needs a loader for TypeScript; the one of the process does not reach into threads. */
const FROM_SOURCES = `
  const { workerData } = require("node:worker_threads");
  import("tsx/esm/api").then(({ register }) => { register(); return import(workerData); });
`;

interface Job {
  readonly order: LineOrder;
  readonly bytes: Uint8Array;
  readonly resolve: (answer: LineAnswer) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
}

/**
 * Threads are started with the first line and ended when there was none for a while. `threads` defaults to one for each
 * core; with one core, or where the worker's file is not beside this one, lines are answered on the calling thread.
 */
export function linePool(given: {
  readonly endorsements: EndorsementSource;
  readonly threads?: number;
}): LinePool {
  const file = workerFile();
  const count = given.threads ?? availableParallelism();
  return count < 2 || file === null
    ? poolWithoutThreads(given.endorsements)
    : threadPool(given.endorsements, { file, count });
}

function notHad(request: EndorsementRequest): Result<EndorsementItem> {
  const detail = `${endorsementKey(request)}: something broke while it was looked for`;
  return fail("COLLATERAL_UNAVAILABLE", detail, request.item);
}

function workerFile(): string | null {
  const here = fileURLToPath(import.meta.url);
  const file = path.join(path.dirname(here), `line-worker${path.extname(here)}`);
  return existsSync(file) ? file : null;
}

function poolWithoutThreads(endorsements: EndorsementSource): LinePool {
  const crypto = nodeCrypto({ pool: true });
  const cache = contentCache({ maxEntries: 1_000 });
  const schemas = ajvSchemas();
  return {
    width: 16,
    async answer(bytes, { instance, now, policy = null }) {
      try {
        const elapsedMs = () => performance.now();
        const context = { crypto, cache, schemas, endorsements, now, elapsedMs };
        return await answerLine(bytes, { instance, context, policy });
      } catch {
        return brokenLine(instance);
      }
    },
    close: () => Promise.resolve(),
  };
}

function threadPool(
  endorsements: EndorsementSource,
  { file, count }: { readonly file: string; readonly count: number },
): LinePool {
  const threads: Thread[] = [];
  const queue: Job[] = [];
  let lastId = 0;
  let isScheduled = false;
  let idle: NodeJS.Timeout | null = null;

  function start(): void {
    while (threads.length < count) {
      const worker = file.endsWith(".ts")
        ? new Worker(FROM_SOURCES, { eval: true, workerData: pathToFileURL(file).href })
        : new Worker(file);
      const thread: Thread = { worker, jobs: new Map() };
      worker.on("message", (message: FromWorker) => receive(thread, message));
      worker.on("error", () => undefined); // its end is what matters, and comes next
      worker.on("exit", () => dismiss(thread));
      worker.unref();
      threads.push(thread);
    }
  }

  /** A thread that died leaves its lines without an answer; the next line starts another thread. */
  function dismiss(thread: Thread): void {
    const index = threads.indexOf(thread);
    if (index >= 0) threads.splice(index, 1);
    for (const { order, resolve } of thread.jobs.values()) resolve(brokenLine(order.instance));
    thread.jobs.clear();
    if (queue.length > 0) schedule();
  }

  function receive(thread: Thread, message: FromWorker): void {
    if (message.kind === "endorsement") {
      const { id, request, at } = message;
      void endorsements.get(request, new Date(at)).then(
        (item) => post(thread, { kind: "endorsement", id, item }),
        // The thread waits for an answer, and with it the whole batch.
        () => post(thread, { kind: "endorsement", id, item: notHad(request) }),
      );
      return;
    }
    const lines = unpack(message.lines);
    for (const [index, { id, judged, refusal }] of message.answers.entries()) {
      const job = thread.jobs.get(id);
      const line = lines[index];
      thread.jobs.delete(id);
      if (job) job.resolve(line ? { line, judged, refusal } : brokenLine(job.order.instance));
    }
    if (thread.jobs.size === 0) thread.worker.unref();
    flush();
    if (queue.length === 0 && threads.every(({ jobs }) => jobs.size === 0)) rest();
  }

  function post(thread: Thread, message: ToWorker): void {
    thread.worker.postMessage(
      message,
      message.kind === "lines" ? [message.requests.bytes.buffer] : [],
    );
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    // Lines that arrive together leave together.
    setImmediate(() => {
      isScheduled = false;
      start();
      flush();
    });
  }

  function flush(): void {
    const most = LINES_IN_MESSAGE * MESSAGES_UNDER_WAY;
    while (queue.length > 0) {
      const thread = threads.reduce<Thread | null>(
        (best, next) => (best === null || next.jobs.size < best.jobs.size ? next : best),
        null,
      );
      if (thread === null || thread.jobs.size >= most) return;
      const share = Math.min(LINES_IN_MESSAGE, Math.ceil(queue.length / threads.length));
      const jobs = queue.splice(0, share);
      for (const job of jobs) thread.jobs.set(job.order.id, job);
      thread.worker.ref();
      post(thread, {
        kind: "lines",
        lines: jobs.map(({ order }) => order),
        requests: pack(jobs.map(({ bytes }) => bytes)),
      });
    }
  }

  function rest(): void {
    if (idle !== null) clearTimeout(idle);
    idle = setTimeout(() => void end(), IDLE_MS);
    idle.unref();
  }

  async function end(): Promise<void> {
    const ending = threads.splice(0);
    await Promise.all(ending.map(({ worker }) => worker.terminate()));
  }

  return {
    width: Math.min(count * LINES_IN_MESSAGE * MESSAGES_UNDER_WAY, MAX_LINES_UNDER_WAY),
    answer(bytes, { instance, now, policy = null }) {
      if (idle !== null) clearTimeout(idle);
      idle = null;
      lastId += 1;
      const order = { id: lastId, instance, now: now.getTime(), policy };
      return new Promise((resolve) => {
        queue.push({ order, bytes, resolve });
        schedule();
      });
    },
    close: end,
  };
}
