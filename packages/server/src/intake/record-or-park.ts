import type { EventOptions } from "../lifecycle/commit/decide-event.ts";
import type { LifecycleContext } from "../lifecycle/lifecycle-context.ts";
import type { Committed } from "../platform/change.ts";
import type { Refusal } from "../platform/result.ts";
import { type ParkedEvent, parkFact, type ReportKey, unparkFact } from "./sql/parked-facts.ts";

/**
 * Commits what a source reports, or parks it if its order is not yet known.
 *
 * @returns `null` if it was parked
 */
export async function recordOrPark<Answer>(
  { commits, pool }: Pick<LifecycleContext, "commits" | "pool">,
  orderId: string,
  key: ReportKey,
  event: ParkedEvent,
  options: EventOptions<Answer>,
): Promise<Committed<Answer> | Refusal | null> {
  const commit = () => commits.commit(orderId, event, options);
  const result = await commit();
  if (result.ok || result.code !== "order_unknown") return result;
  await parkFact(pool, orderId, key, event);
  // The order may have been stored before the fact was parked. Nothing would apply the fact then, so try again.
  const again = await commit();
  if (!again.ok && again.code === "order_unknown") return null;
  // What its sender reads as refused must not be applied later.
  if (again.ok || again.code === "metadata_too_large") await unparkFact(pool, orderId, key);
  return again;
}
