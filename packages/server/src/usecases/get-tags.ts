import { readTags } from "../db/read-orchestrations.ts";
import type { Context } from "./context.ts";

// Some milliseconds of this process's time each; what comes in between does not wait longer.
const PORTION = 1_000;

/** The tag of an order's present state, which costs a fraction of the state; `null` when there is none yet. */
export async function getTag(
  { reads }: Pick<Context, "reads">,
  orderId: string,
): Promise<string | null> {
  return reads.tags.read(orderId);
}

/** The tags of any number of orders, one statement a thousand; unknown ones are left out. */
export async function getTags(
  { pool }: Pick<Context, "pool">,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tags = new Map<string, string>();
  for (let at = 0; at < orderIds.length; at += PORTION) {
    const portion = await readTags(pool, orderIds.slice(at, at + PORTION));
    for (const [orderId, tag] of portion) tags.set(orderId, tag);
  }
  return tags;
}
