import { OPERATOR_WORDS } from "@followthrough/core/words";
import type { IntakeContext } from "../../intake/intake-context.ts";
import { reportOrder } from "../../intake/report-order.ts";
import { storeReportedMember } from "../../intake/store-reported-member.ts";
import type { PlacedReport } from "../connectors/connector.ts";
import type { MessageOutcome } from "../sql/inbox.ts";

/**
 * Places an order as `PUT /orders/{orderId}` does. Nobody waits for the answer, so an order is not lost because its
 * points can't be held, and the inbox shows a refusal.
 *
 * Rejects when the message must be retried.
 */
export async function placeReportedOrder(
  context: IntakeContext,
  { type, orderId, member, placed: { order, reportedAt } }: PlacedReport,
): Promise<MessageOutcome> {
  if (member !== null) {
    const { emailProblem = null } = member;
    await storeReportedMember(context, { ...member, emailProblem, reportedAt });
  }
  const result = await reportOrder(context, orderId, order, {
    reportedAt,
    withoutPoints: "place",
  });
  const told = { eventType: type, orderId, mailboxes: [] };
  if (result.ok) {
    const reason = result.value.isHoldRefused ? OPERATOR_WORDS.refusals.insufficient_points : null;
    return { ...told, state: "applied", reason };
  }
  if (result.code === "version_conflict") throw new Error(`The order was refused: ${result.code}`);
  return { ...told, state: "dead", reason: OPERATOR_WORDS.refusals[result.code] };
}
