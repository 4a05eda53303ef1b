/** Who looks at the queue, and is told which orders changed. */
export interface ConsoleHub {
  /** @returns a function that ends the watching */
  watch(onChange: (orderIds: readonly string[]) => void): () => void;
  /** These orders changed. */
  changed(orderIds: readonly string[]): void;
  /** How many watch. */
  readonly size: number;
}

// A sweep changes thousands of orders a second; a screen that shows fifty is told of a moment's changes at once.
const GATHER_MS = 400;
/** More changed orders than that are told as "many". */
const MOST_NAMED = 200;

/** One for each API process. */
export function createConsoleHub(): ConsoleHub {
  const watchers = new Set<(orderIds: readonly string[]) => void>();
  let gathered = new Set<string>();
  let isGathering = false;

  function tell(): void {
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
      setTimeout(tell, GATHER_MS).unref();
    },
    get size() {
      return watchers.size;
    },
  };
}
