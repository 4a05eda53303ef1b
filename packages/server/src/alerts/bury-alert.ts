import type { Context } from "../platform/context.ts";
import { buryAlertRow } from "./sql/operator-alerts.ts";

/** Gives up an alert after its last attempt, and logs an error. */
export async function buryAlert(
  { pool, log }: Pick<Context, "pool" | "log">,
  alertId: string,
): Promise<void> {
  const alert = await buryAlertRow(pool, alertId);
  if (alert !== null) log.error({ alertId, ...alert }, "an alert could not be sent to operators");
}
