import type { TimelineEntry } from "@followthrough/core/contract";
import type { Context } from "../platform/context.ts";
import { type Result, succeed } from "../platform/result.ts";
import { ensureOrchestration } from "./ensure-orchestration.ts";
import { viewEntry } from "./get-orchestration.ts";
import { ALL_ENTRIES, readEntries } from "./sql/read-orchestration.ts";
import { orderUnknown } from "./unknown.ts";

/** A page of an order's timeline. The newest page comes first, with its entries oldest first. */
export async function getTimeline(
  context: Pick<Context, "pool" | "policy" | "countsTest">,
  orderId: string,
  before: number | undefined,
  limit: number,
): Promise<Result<{ items: TimelineEntry[]; nextCursor: string | null }>> {
  const isKnown = await ensureOrchestration(context, orderId);
  if (!isKnown) return orderUnknown(orderId);
  const entries = await readEntries(context.pool, orderId, before ?? ALL_ENTRIES, limit);
  const oldest = entries[0]?.version ?? 1;
  return succeed({
    items: entries.map(viewEntry),
    nextCursor: oldest > 1 ? String(oldest) : null,
  });
}
