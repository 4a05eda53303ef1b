import { prepared, type Tx } from "../../platform/postgres/database.ts";
import { isClosed } from "./orchestration-row.ts";

/**
 * Locks an order's orchestration until the transaction ends. Waits for any transaction that has it locked. A
 * transaction that also locks the order's own row does so after this.
 *
 * @returns whether there is one
 */
export async function lockOrchestration(tx: Tx, orderId: string): Promise<boolean> {
  return (await lock(tx, [orderId])).length > 0;
}

/** Locks an order's orchestration until the transaction ends. @returns whether the order is closed */
export async function isClosedOrder(tx: Tx, orderId: string): Promise<boolean> {
  const [row] = await lockAndLook(tx, [orderId]);
  return row?.is_closed ?? false;
}

// `no key update`: inserts of entries and prompts that refer to the order's row don't have to wait.
const lock = prepared(
  "lock_orchestration",
  "select order_id from orchestrations where order_id = $1 for no key update",
);

const lockAndLook = prepared<{ is_closed: boolean }>(
  "lock_and_look",
  `select ${isClosed("o")} as is_closed from orchestrations o where order_id = $1 for no key update`,
);
