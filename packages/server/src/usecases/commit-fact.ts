import { type ParkedEvent, parkFact, type ReportKey, unparkFact } from "../db/parked-facts.ts";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import type { EventOptions } from "./decide-event.ts";
import type { Refusal } from "./result.ts";

/**
 * Commits what a source reports. Where its order is not known yet it waits for the order.
 *
 * @returns `null` when it waits
 */
export async function commitFact<Answer>(
  { commits, pool }: Pick<Context, "commits" | "pool">,
  orderId: string,
  key: ReportKey,
  event: ParkedEvent,
  options: EventOptions<Answer>,
): Promise<Committed<Answer> | Refusal | null> {
  const commit = () => commits.commit(orderId, event, options);
  const result = await commit();
  if (result.ok || result.code !== "order_unknown") return result;
  await parkFact(pool, orderId, key, event);
  // The order may have come between the look and the parking; then nobody would come back for the fact.
  const again = await commit();
  if (!again.ok && again.code === "order_unknown") return null;
  if (again.ok) await unparkFact(pool, orderId, key);
  return again;
}
