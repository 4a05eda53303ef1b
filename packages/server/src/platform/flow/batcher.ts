/** Instead of an answer: the item goes into the next batch, ahead of newer items, when another batch has ended. */
export const RETRY = Symbol("retry");

/** An item's answer, or a promise of it when only this item has to wait. */
export type BatchAnswer<Answer> = Answer | Promise<Answer> | typeof RETRY;

/** How to do several items at once, and how to do one. */
export interface Batching<Item, Answer> {
  /** The most items in a batch. */
  readonly size: number;
  /** How many batches may be under way. While one is, another starts only when it is full. */
  readonly batches: number;
  /** Items with the same key are done one after the other, in order of arrival. Without keys, in any order. */
  readonly keyOf?: (item: Item) => string;
  /** @returns the answers of items that could be done together; when it rejects, `runSingle` does each item */
  runBatch(items: readonly Item[]): Promise<ReadonlyMap<Item, BatchAnswer<Answer>>>;
  /** For an item that its batch left without an answer. */
  runSingle(item: Item): Promise<Answer>;
}

/** Accepts single items, and does several at once because that costs less. */
export interface Batcher<Item, Answer> {
  readonly run: (item: Item) => Promise<Answer>;
  /** How many items wait or are under way. */
  readonly pending: () => number;
  /** Waits until every item is answered. */
  readonly drain: () => Promise<void>;
}

interface Entry<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Nothing waits while the batcher is idle: the first item starts at once, as a batch of one. Items that arrive while
 * a batch is under way are collected for the next one. An item that is done alone holds up only items with its key.
 */
export function createBatcher<Item, Answer>({
  size,
  batches,
  keyOf,
  runBatch,
  runSingle,
}: Batching<Item, Answer>): Batcher<Item, Answer> {
  let waiting: Entry<Item, Answer>[] = [];
  let retried: Entry<Item, Answer>[] = [];
  // The first item of each key waits or is under way; these are the items behind it.
  const behind = new Map<string, Entry<Item, Answer>[]>();
  let underWay = 0;
  let pending = 0;
  const drained: (() => void)[] = [];

  function add(entry: Entry<Item, Answer>): void {
    pending += 1;
    const line = keyOf && behind.get(keyOf(entry.item));
    if (line !== undefined) {
      line.push(entry);
      return;
    }
    if (keyOf) behind.set(keyOf(entry.item), []);
    waiting.push(entry);
    pump();
  }

  function pump(): void {
    while (underWay < batches && waiting.length >= (underWay === 0 ? 1 : size)) {
      void run(waiting.splice(0, size));
    }
    if (pending > 0) return;
    for (const tell of drained.splice(0)) tell();
  }

  async function run(entries: readonly Entry<Item, Answer>[]): Promise<void> {
    underWay += 1;
    const answers = await runBatch(entries.map(({ item }) => item)).catch(
      (): ReadonlyMap<Item, BatchAnswer<Answer>> => new Map(),
    );
    underWay -= 1;
    const again = entries.filter(({ item }) => answers.get(item) === RETRY);
    waiting = [...retried, ...(underWay === 0 ? again : []), ...waiting];
    retried = underWay === 0 ? [] : again;
    for (const entry of entries) {
      const answer = answers.get(entry.item);
      if (answer === undefined) void answerLater(entry, runSingle(entry.item));
      else if (answer instanceof Promise) void answerLater(entry, answer);
      else if (answer !== RETRY) {
        leave(entry);
        entry.resolve(answer);
      }
    }
    pump();
  }

  async function answerLater(entry: Entry<Item, Answer>, answer: Promise<Answer>): Promise<void> {
    try {
      entry.resolve(await answer);
    } catch (error) {
      entry.reject(error);
    }
    leave(entry);
    pump();
  }

  /** Lets the next item with the same key move up. */
  function leave({ item }: Entry<Item, Answer>): void {
    pending -= 1;
    if (!keyOf) return;
    const key = keyOf(item);
    const next = behind.get(key)?.shift();
    if (next === undefined) behind.delete(key);
    else waiting.push(next);
  }

  return {
    run: (item) => new Promise((resolve, reject) => add({ item, resolve, reject })),
    pending: () => pending,
    async drain() {
      if (pending > 0) await new Promise<void>((tell) => drained.push(tell));
    },
  };
}
