import { LRUCache } from "lru-cache";
import type { Runtime } from "@/lib/runtime";
import { recordApiKeyUse } from "@/lib/store/api-keys";
import { inOrganization } from "@/lib/store/organization-db";
import type { KeyRow } from "@/lib/store/principals";

const MINUTE_MS = 60_000;
/** More keys than this in one minute cost a statement that finds nothing to write. */
const MAX_KEYS = 10_000;

interface Use {
  readonly address: string | null;
  readonly now: Date;
}

/**
 * Remembers when each key was last used. Requests don't wait for it: the first use in a minute writes it, the others of
 * that minute have nothing to add. `drain` waits for what is under way.
 */
export class KeyUses {
  readonly #runtime: Pick<Runtime, "database" | "log">;
  /** The minute that this process last wrote for a key; the row in hand may be older than that. */
  readonly #written = new LRUCache<string, number>({ max: MAX_KEYS });
  readonly #writing = new Set<Promise<void>>();

  constructor(runtime: Pick<Runtime, "database" | "log">) {
    this.#runtime = runtime;
  }

  note(key: Pick<KeyRow, "id" | "organizationId" | "lastUsedAt">, { address, now }: Use): void {
    const minute = minuteOf(now);
    if (key.lastUsedAt !== null && minuteOf(key.lastUsedAt) >= minute) return;
    if (this.#written.get(key.id) === minute) return;
    this.#written.set(key.id, minute);
    const writing = this.#write(key, address).finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  /** Resolves when every use so far is written; never rejects. */
  async drain(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  async #write(
    { id, organizationId }: Pick<KeyRow, "id" | "organizationId">,
    address: string | null,
  ): Promise<void> {
    const { database, log } = this.#runtime;
    try {
      await inOrganization(database, organizationId, (organization) =>
        recordApiKeyUse(organization, { id, address }),
      );
    } catch (error) {
      // The key works without it; its next use tries again.
      this.#written.delete(id);
      log.warn({ err: error, keyId: id }, "the last use of an API key was not kept");
    }
  }
}

function minuteOf(moment: Date): number {
  return Math.floor(moment.getTime() / MINUTE_MS);
}
