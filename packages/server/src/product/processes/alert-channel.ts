import type { Config } from "../config.ts";

/** Whether alerts can go to anybody. */
export function hasAlertChannel({ alerts }: Config): boolean {
  return alerts.emails.length > 0 || alerts.webhook !== undefined;
}
