import type { Orchestration } from "@followthrough/core/contract";
import type { Logger } from "pino";

/** Receives an order's state whenever it has changed. */
type Watcher = (orchestration: Orchestration) => void;

/** Who watches which order. One read a change serves all watchers of the order. */
export interface StreamHub {
  /** @returns a function that ends the watching */
  watch(orderId: string, watcher: Watcher): () => void;
  /** These orders changed. */
  changed(orderIds: readonly string[]): void;
  /** Changes may have been missed: look at every watched order again. */
  lookAgain(): void;
  /** How many streams are open. */
  readonly size: number;
}

/** @param read reads an order's state, `null` when it can't be read */
export function createStreamHub(
  read: (orderId: string) => Promise<Orchestration | null>,
  log: Logger,
): StreamHub {
  const watchers = new Map<string, Set<Watcher>>();
  const reading = new Map<string, "once" | "again">();
  let size = 0;

  async function tell(orderId: string): Promise<void> {
    if (reading.has(orderId)) {
      reading.set(orderId, "again");
      return;
    }
    do {
      reading.set(orderId, "once");
      try {
        const orchestration = await read(orderId);
        if (orchestration === null) continue;
        for (const watcher of watchers.get(orderId) ?? []) watcher(orchestration);
      } catch (error) {
        log.warn({ err: error, orderId }, "a change could not be read for its watchers");
      }
    } while (reading.get(orderId) === "again");
    reading.delete(orderId);
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
    lookAgain() {
      for (const orderId of watchers.keys()) void tell(orderId);
    },
    get size() {
      return size;
    },
  };
}
