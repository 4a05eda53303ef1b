/** Notifies open consoles of the orders that changed. */
export interface ConsoleHub {
  /** @returns a function that stops watching */
  watch(onChange: (orderIds: readonly string[]) => void): () => void;
  /** Call it when these orders have changed. */
  changed(orderIds: readonly string[]): void;
  /** The number of watchers. */
  readonly size: number;
}

// A sweep changes thousands of orders per second, and a screen shows fifty. So changes are collected and sent together.
const GATHER_MS = 400;
/** One notification names at most one more than this; to the console, a longer list means "many". */
const MOST_NAMED = 200;

/** Creates the hub of one API process. */
export function createConsoleHub(): ConsoleHub {
  const watchers = new Set<(orderIds: readonly string[]) => void>();
  let gathered = new Set<string>();
  let isGathering = false;

  function notify(): void {
    const ids = [...gathered];
    gathered = new Set();
    isGathering = false;
    for (const onChange of watchers) onChange(ids);
  }

  return {
    watch(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
    changed(orderIds) {
      if (watchers.size === 0) return;
      for (const id of orderIds) if (gathered.size <= MOST_NAMED) gathered.add(id);
      if (isGathering) return;
      isGathering = true;
      setTimeout(notify, GATHER_MS).unref();
    },
    get size() {
      return watchers.size;
    },
  };
}
