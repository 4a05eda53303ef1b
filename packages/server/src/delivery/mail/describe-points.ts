import { SHOPPER_WORDS } from "@followthrough/core/words";
import type { MailFormat } from "../../mail/mail-format.ts";
import type { RedeemedPoints } from "./recovery-prompt-input.ts";

/** What a mail says about an order's points: when they are released, or that they are back; empty without points. */
export function describePoints(redeemed: RedeemedPoints | null, format: MailFormat): string[] {
  if (redeemed === null) return [];
  const copy = SHOPPER_WORDS[format.language].mail;
  const points = format.count(redeemed.points);
  return redeemed.heldUntil === null
    ? [copy.pointsBack(points)]
    : [copy.pointsHeld(points, format.time(redeemed.heldUntil))];
}
