import { mailFormat } from "../../mail/mail-format.ts";

/** Why somebody gets alerts, at the end of each. */
export const ALERT_REASON =
  "You get this mail because this address is set to receive operator alerts.";

/** Operators compare times with logs, which are in UTC; British English uses the 24-hour clock. */
export const ALERT_FORMAT = mailFormat("en-GB", "UTC");

const UNITS = [
  { name: "day", ms: 24 * 60 * 60_000 },
  { name: "hour", ms: 60 * 60_000 },
  { name: "minute", ms: 60_000 },
] as const;

/** How long something has been open, in whole units of the largest one: `2 days`. */
export function openFor(since: Date, at: Date): string {
  const elapsedMs = Math.max(0, at.getTime() - since.getTime());
  const { name, ms } = UNITS.find((unit) => elapsedMs >= unit.ms) ?? UNITS[2];
  const count = Math.floor(elapsedMs / ms);
  return `${ALERT_FORMAT.count(count)} ${name}${count === 1 ? "" : "s"}`;
}
