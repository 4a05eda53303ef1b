import type { Stage } from "./stage.ts";
import { waitUntil } from "./wait-until.ts";

/** A lost worker's lease has to lapse, and somebody has to look; then the message still has to go. */
const DELIVERY_PATIENCE_MS = 45_000;

const FINAL = ["sent", "unknown", "dead", "cancelled", "suppressed"];

/**
 * Takes one order through everything: member, order, an event that makes it due, sweep, prompt, and the
 * four stages to completion. Each request is repeated until it is acknowledged.
 */
export async function walkOrder(stage: Stage, orderId: string): Promise<void> {
  const { shop } = stage;
  await shop.putOrder(orderId, { placedAt: new Date() });
  await shop.postEvent(orderId, "payment", "waiting", new Date(Date.now() - 1_000));
  await shop.sweep();
  await waitUntil(`the prompt of ${orderId}`, DELIVERY_PATIENCE_MS, () =>
    isDelivered(stage, orderId),
  );
  for (const name of ["payment", "verification", "loyalty_hold", "fulfillment"]) {
    await shop.postEvent(orderId, name, "completed");
  }
}

/** Orders whose id begins with this and that are not completed. */
export async function listUnfinished({ database }: Stage, prefix: string): Promise<string[]> {
  const { rows } = await database.query<{ order_id: string }>(
    `select order_id from orchestrations
     where order_id like $1 and current_stage <> 'completed' order by order_id`,
    [`${prefix}%`],
  );
  return rows.map((row) => row.order_id);
}

async function isDelivered({ database }: Stage, orderId: string): Promise<true | undefined> {
  const { rows } = await database.query<{ state: string }>(
    "select state from prompts where order_id = $1",
    [orderId],
  );
  return rows.length > 0 && rows.every(({ state }) => FINAL.includes(state)) ? true : undefined;
}
