import { giveUpAlert } from "../db/operator-alerts.ts";
import type { Context } from "./context.ts";

/** Ends an alert that could not be told in all its attempts, and leaves an error for whoever reads logs. */
export async function giveUpTelling(
  { pool, log }: Pick<Context, "pool" | "log">,
  alertId: string,
): Promise<void> {
  const alert = await giveUpAlert(pool, alertId);
  if (alert !== null) log.error({ alertId, ...alert }, "an alert could not be told to operators");
}
