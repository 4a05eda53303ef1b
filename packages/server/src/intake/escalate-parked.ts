import { PROVIDERS } from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import { provisionalId } from "./link-order.ts";
import { dropUnnamed, escalateParked as openEscalations } from "./sql/parked-facts.ts";

// Long enough for a shop that is down over a weekend and reports its orders on Monday.
const PATIENCE_MS = 72 * 60 * 60_000;

const UNNAMED = PROVIDERS.map((provider) => `${provisionalId(provider, "")}%`);

/**
 * Escalates orders that providers have sent facts about, but that the shop has not reported for three days. Facts that
 * have named no order in that time are about other business of the same account, so they are dropped and their messages
 * ignored, unless the policy says otherwise.
 */
export async function escalateParked({
  pool,
  log,
  changes,
  policy,
}: Pick<Context, "pool" | "log" | "changes" | "policy">): Promise<number> {
  if (policy.payment.unnamed === "ignore") {
    const dropped = await dropUnnamed(pool, PATIENCE_MS, UNNAMED);
    if (dropped > 0)
      log.info({ facts: dropped }, "facts that named no order for three days were ignored");
  }
  const opened = await openEscalations(pool, PATIENCE_MS);
  if (opened === 0) return 0;
  changes.alertsWaiting();
  log.warn({ orders: opened }, "facts have waited for their orders for three days");
  return opened;
}
