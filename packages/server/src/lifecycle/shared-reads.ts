import { createReadBatcher, type ReadBatcher } from "../platform/flow/read-batcher.ts";
import type { Pool } from "../platform/postgres/database.ts";
import { readOrchestrations, readTags, type StoredState } from "./sql/read-orchestrations.ts";

/** The shared reads of orders that many callers request at once. */
export interface OrderReads {
  readonly states: ReadBatcher<StoredState>;
  /** For callers that know a state and want to know whether it is still the present one. */
  readonly tags: ReadBatcher<string>;
}

/** Reads over these connections. Reads of the same moment are done together. */
export function createOrderReads(pool: Pool): OrderReads {
  return {
    states: createReadBatcher((orderIds) => readOrchestrations(pool, orderIds)),
    tags: createReadBatcher((orderIds) => readTags(pool, orderIds)),
  };
}
