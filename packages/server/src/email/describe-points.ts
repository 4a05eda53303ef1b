import type { MailFormat } from "./mail-format.ts";
import { RECOVERY_COPY } from "./recovery-copy.ts";
import type { RedeemedPoints } from "./recovery-prompt-input.ts";

/** What a mail says of an order's points: when they go back, or that they are back. Nothing where there are none. */
export function describePoints(redeemed: RedeemedPoints | null, format: MailFormat): string[] {
  if (redeemed === null) return [];
  const copy = RECOVERY_COPY[format.language];
  const points = format.count(redeemed.points);
  return redeemed.heldUntil === null
    ? [copy.pointsBack(points)]
    : [copy.pointsHeld(points, format.time(redeemed.heldUntil))];
}
