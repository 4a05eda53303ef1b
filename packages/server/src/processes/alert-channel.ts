import type { Config } from "../config.ts";

/** Whether there is anybody to tell. */
export function hasAlertChannel({ alerts }: Config): boolean {
  return alerts.emails.length > 0 || alerts.webhook !== undefined;
}
