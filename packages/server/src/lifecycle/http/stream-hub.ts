import { setImmediate } from "node:timers/promises";
import type { Logger } from "pino";
import type { ShownState } from "../get-orchestration.ts";
import { toUpdate, type Watcher } from "./stream-watcher.ts";

/** Who watches which order. All watchers of an order share one read and one serialized event per change. */
export interface StreamHub {
  /** @returns a function that stops watching */
  watch(orderId: string, watcher: Watcher): () => void;
  /** Reports that these orders changed. */
  changed(orderIds: readonly string[]): void;
  /** For when changes may have been missed: compares every watched order's tag, and reads those that differ. */
  lookAgain(): Promise<void>;
  /** Sends the heartbeat of all streams. */
  beat(): Promise<void>;
  /** How many streams are open. */
  readonly size: number;
}

/** What watchers' states are read from. */
export interface StreamSource {
  /** `null` when there is nothing to read. */
  readonly read: (orderId: string) => Promise<ShownState | null>;
  /** The tags of the present states; unknown orders are left out. */
  readonly readTags: (orderIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

// A few milliseconds of writing. Requests that arrive are answered between these portions.
const BEATS_IN_A_ROW = 250;

/** @param source shares its reads, so many orders that change at once don't cause a flood of statements */
export function createStreamHub({ read, readTags }: StreamSource, log: Logger): StreamHub {
  const watchers = new Map<string, Set<Watcher>>();
  const reading = new Map<string, "once" | "again">();
  let isLooking = false;
  let size = 0;

  async function tell(orderId: string): Promise<void> {
    if (reading.has(orderId)) {
      reading.set(orderId, "again");
      return;
    }
    do {
      reading.set(orderId, "once");
      try {
        const state = await read(orderId);
        if (state === null) continue;
        const update = toUpdate(state);
        for (const watcher of watchers.get(orderId) ?? []) watcher.offer(update);
      } catch (error) {
        log.warn({ err: error, orderId }, "could not read a change for its watchers");
      }
    } while (reading.get(orderId) === "again");
    reading.delete(orderId);
  }

  async function tellWhatDiffers(): Promise<void> {
    for (const [orderId, tag] of await readTags([...watchers.keys()])) {
      const those = [...(watchers.get(orderId) ?? [])];
      if (those.some((watcher) => watcher.tag !== tag)) void tell(orderId);
    }
  }

  return {
    watch(orderId, watcher) {
      const known = watchers.get(orderId) ?? new Set();
      watchers.set(orderId, known.add(watcher));
      size += 1;
      return () => {
        if (!known.delete(watcher)) return;
        size -= 1;
        if (known.size === 0 && watchers.get(orderId) === known) watchers.delete(orderId);
      };
    },
    changed(orderIds) {
      for (const orderId of orderIds) if (watchers.has(orderId)) void tell(orderId);
    },
    async lookAgain() {
      if (isLooking || size === 0) return;
      isLooking = true;
      try {
        await tellWhatDiffers();
      } catch (error) {
        log.warn({ err: error, orders: watchers.size }, "could not compare the watched orders");
      } finally {
        isLooking = false;
      }
    },
    async beat() {
      const all = [...watchers.values()].flatMap((those) => [...those]);
      for (let at = 0; at < all.length; at += BEATS_IN_A_ROW) {
        for (const watcher of all.slice(at, at + BEATS_IN_A_ROW)) watcher.beat();
        await setImmediate();
      }
    },
    get size() {
      return size;
    },
  };
}
