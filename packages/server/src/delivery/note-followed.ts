import type { Context } from "../platform/context.ts";
import { type Result, refuse, succeed } from "../platform/result.ts";
import { markFollowed } from "./sql/prompt-details.ts";

/** Records that the shopper came back to an order by a prompt's link. */
export async function noteFollowed(
  { pool, changes }: Pick<Context, "pool" | "changes">,
  orderId: string,
  promptId: string,
): Promise<Result<null>> {
  const isKnown = await markFollowed(pool, orderId, promptId);
  if (!isKnown) return refuse("notification_unknown");
  changes.changed([orderId]);
  return succeed(null);
}
