import { isUnavailable } from "../unavailable.ts";
import { createBatcher } from "./batcher.ts";
import { createConcurrencyLimit } from "./concurrency-limit.ts";

/** Answers reads that arrive at the same moment together. */
export interface ReadBatcher<Value> {
  /** Never reads from a snapshot older than the call. @returns `null` when there is nothing to read */
  read(orderId: string): Promise<Value | null>;
}

/** How much is read at once. */
interface ReadLimits {
  /** The most orders that one statement reads. */
  readonly batchSize: number;
  /** How many statements may be under way. While one is, another starts only when it is full. */
  readonly statements: number;
  /** How many orders of failed statements may be read one by one at the same time. */
  readonly repeated: number;
}

/** Found by measurement; see `docs/performance.md`. */
const READ_LIMITS: ReadLimits = { batchSize: 64, statements: 2, repeated: 3 };

/** Reads that arrive while a statement is under way share the next one. Reads of the same order share its row. */
export function createReadBatcher<Value>(
  readMany: (orderIds: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  limits: ReadLimits = READ_LIMITS,
): ReadBatcher<Value> {
  // Orders whose statement has not started. A statement that has started may be older than the call.
  const shared = new Map<string, Promise<Value | null>>();
  const repeated = createConcurrencyLimit(limits.repeated);

  const { run } = createBatcher<string, Value | null>({
    size: limits.batchSize,
    batches: limits.statements,
    async runBatch(orderIds) {
      for (const orderId of orderIds) shared.delete(orderId);
      try {
        const values = await readMany(orderIds);
        return new Map(orderIds.map((orderId) => [orderId, values.get(orderId) ?? null]));
      } catch (error) {
        // One order that can't be read fails its statement. Then each order is read alone, and only that one fails. If
        // the database is unreachable, all fail at once: otherwise they would only find out one after the other.
        if (orderIds.length > 1 && !isUnavailable(error)) throw error;
        return new Map(orderIds.map((orderId) => [orderId, Promise.reject(error)]));
      }
    },
    runSingle: (orderId) =>
      repeated.run(async () => (await readMany([orderId])).get(orderId) ?? null),
  });

  return {
    read(orderId) {
      const others = shared.get(orderId);
      if (others !== undefined) return others;
      const { promise, resolve } = Promise.withResolvers<Value | null>();
      // Set before the batcher gets the order, because its batch may start at once.
      shared.set(orderId, promise);
      resolve(run(orderId));
      return promise;
    },
  };
}
