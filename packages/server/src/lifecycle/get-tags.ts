import type { LifecycleContext } from "./lifecycle-context.ts";
import { readTags } from "./sql/read-orchestrations.ts";

// Each portion takes this process a few milliseconds, so requests in between wait no longer than that.
const PORTION = 1_000;

/** The tag of an order's present state, at a fraction of the cost of the state. `null` when there is none yet. */
export async function getTag(
  { reads }: Pick<LifecycleContext, "reads">,
  orderId: string,
): Promise<string | null> {
  return reads.tags.read(orderId);
}

/** The tags of any number of orders, one statement per thousand. Unknown orders are left out. */
export async function getTags(
  { pool }: Pick<LifecycleContext, "pool">,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tags = new Map<string, string>();
  for (let at = 0; at < orderIds.length; at += PORTION) {
    const portion = await readTags(pool, orderIds.slice(at, at + PORTION));
    for (const [orderId, tag] of portion) tags.set(orderId, tag);
  }
  return tags;
}
