import type { TimelineEntry } from "@followthrough/core/contract";
import { readEntries } from "../db/read-orchestration.ts";
import type { Context } from "./context.ts";
import { ensureOrchestration } from "./ensure-orchestration.ts";
import { viewEntry } from "./get-orchestration.ts";
import { type Result, refuse, succeed } from "./result.ts";

const BEHIND_THE_LAST = 2_147_483_647;

/** A page of an order's timeline: the newest page first, its entries oldest first. */
export async function getTimeline(
  context: Pick<Context, "pool" | "policy">,
  orderId: string,
  before: number | undefined,
  limit: number,
): Promise<Result<{ items: TimelineEntry[]; nextCursor: string | null }>> {
  const isKnown = await ensureOrchestration(context, orderId);
  if (!isKnown) return refuse("order_unknown", `No order ${orderId} was reported.`);
  const entries = await readEntries(context.pool, orderId, before ?? BEHIND_THE_LAST, limit);
  const oldest = entries[0]?.version ?? 1;
  return succeed({
    items: entries.map(viewEntry),
    nextCursor: oldest > 1 ? String(oldest) : null,
  });
}
