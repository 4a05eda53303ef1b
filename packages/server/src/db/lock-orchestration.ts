import { prepared, type Tx } from "./database.ts";

/** Holds an order's orchestration until the transaction ends; waits for whoever holds it now. */
export async function lockOrchestration(tx: Tx, orderId: string): Promise<void> {
  await lock(tx, [orderId]);
}

// `no key update`: entries and prompts that refer to the order's row are not kept waiting.
const lock = prepared(
  "lock_orchestration",
  "select order_id from orchestrations where order_id = $1 for no key update",
);
