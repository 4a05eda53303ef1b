import type { Pool } from "../db/database.ts";
import { readOrchestrations, readTags, type StoredState } from "../db/read-orchestrations.ts";
import { createReadQueue, type ReadQueue } from "./read-queue.ts";

/** Where the reads of orders go that many callers ask for at once. */
export interface OrderReads {
  readonly states: ReadQueue<StoredState>;
  /** For who knows a state and asks whether it is still the present one. */
  readonly tags: ReadQueue<string>;
}

/** Reads over these connections, those of a moment together. */
export function createOrderReads(pool: Pool): OrderReads {
  return {
    states: createReadQueue((orderIds) => readOrchestrations(pool, orderIds)),
    tags: createReadQueue((orderIds) => readTags(pool, orderIds)),
  };
}
