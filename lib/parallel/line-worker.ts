import { parentPort } from "node:worker_threads";
import { ajvSchemas } from "@/lib/compiled-schemas/ajv-schemas";
import { contentCache } from "@/lib/node-crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { Result } from "@/lib/rats/result";
import {
  endorsementKey,
  type EndorsementItem,
  type EndorsementRequest,
} from "@/lib/trust/endorsement-source";
import { answerLine, brokenLine, type LineAnswer } from "./answer-line";
import type { FromWorker, LineOrder, ToWorker } from "./line-messages";
import { pack, unpack } from "./packed-lines";

/** A thread that answers lines of verification batches. Collateral is asked of the thread that started it. */

const MAX_CACHED_CONTENTS = 10_000;
/** An item of collateral that was good for "now" is not asked for again for this long. */
const TRUST_ITEM_MS = 5_000;

if (parentPort === null) throw new Error("this is a worker thread");
const port = parentPort;
const crypto = nodeCrypto({ pool: false });
const cache = contentCache({ maxEntries: MAX_CACHED_CONTENTS });
const schemas = ajvSchemas();

const send = (message: FromWorker) => {
  // Handed over as bytes: as texts, answers would fill the young generation of the thread that only sends them on.
  port.postMessage(message, message.kind === "answers" ? [message.lines.bytes.buffer] : []);
};

let asked = 0;
const waiting = new Map<number, (item: Result<EndorsementItem>) => void>();
const recent = new Map<string, { readonly item: Promise<Result<EndorsementItem>>; at: number }>();

function ask(request: EndorsementRequest, at: number): Promise<Result<EndorsementItem>> {
  return new Promise((resolve) => {
    asked += 1;
    waiting.set(asked, resolve);
    send({ kind: "endorsement", id: asked, request, at });
  });
}

/** Remembers only what was asked for the present moment: another moment may need another issue. */
function sourceAt(now: number) {
  return {
    get(request: EndorsementRequest, at: Date): Promise<Result<EndorsementItem>> {
      if (at.getTime() !== now) return ask(request, at.getTime());
      const key = endorsementKey(request);
      const known = recent.get(key);
      if (known && now >= known.at && now - known.at < TRUST_ITEM_MS) return known.item;
      const item = ask(request, now);
      if (recent.size > 1_000) recent.clear();
      recent.set(key, { item, at: now });
      // What could not be had is asked again at once: it may have come meanwhile.
      void item.then((had) => {
        if (!had.ok) recent.delete(key);
      });
      return item;
    },
  };
}

async function answer(
  bytes: Uint8Array,
  { instance, now, policy }: LineOrder,
): Promise<LineAnswer> {
  try {
    return await answerLine(bytes, {
      instance,
      policy,
      context: {
        crypto,
        cache,
        schemas,
        endorsements: sourceAt(now),
        now: new Date(now),
        elapsedMs: () => performance.now(),
      },
    });
  } catch {
    return brokenLine(instance);
  }
}

const answered: { readonly id: number; readonly answer: LineAnswer }[] = [];

/** Answers that are there together leave together; a line that waits for collateral holds up no other. */
function leave(id: number, answer: LineAnswer): void {
  if (answered.push({ id, answer }) > 1) return;
  setImmediate(() => {
    const leaving = answered.splice(0);
    send({
      kind: "answers",
      answers: leaving.map(({ id: line, answer: { judged, refusal } }) => ({
        id: line,
        judged,
        refusal,
      })),
      lines: pack(leaving.map(({ answer: { line } }) => line)),
    });
  });
}

port.on("message", (message: ToWorker) => {
  if (message.kind === "endorsement") {
    waiting.get(message.id)?.(message.item);
    waiting.delete(message.id);
    return;
  }
  const requests = unpack(message.requests);
  for (const [index, order] of message.lines.entries()) {
    const request = requests[index] ?? new Uint8Array();
    void answer(request, order).then((done) => leave(order.id, done));
  }
});
