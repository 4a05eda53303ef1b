import {
  assignEscalation,
  cancelOrder,
  listEscalations,
  type PostEvent,
  pauseOrder,
  postEvent,
  putHold,
  putLoyaltyStep,
  resolveEscalation,
} from "@followthrough/core/client";
import { assertNever } from "@followthrough/core/domain";
import type { Step } from "../plan/shop-plan.ts";
import { SeedFailed } from "../seed-failed.ts";
import { type ApiClient, requireAnswer } from "./require-answer.ts";
import { sendWebhook } from "./send-webhook.ts";

/**
 * Sends one planned request.
 *
 * @param webhookSecret signs what the warehouse's backend says; `null` sends everything to the events' endpoint
 * @returns whether it is a report that the product had not heard before
 */
export async function takeStep(
  client: ApiClient,
  orderId: string,
  step: Step,
  webhookSecret: string | null,
): Promise<boolean> {
  const path = { orderId };
  const what = `Order ${orderId}, ${step.kind}`;
  switch (step.kind) {
    case "report": {
      if (webhookSecret !== null && isWarehouseWord(step.event)) {
        return sendWebhook(client, webhookSecret, orderId, step.event);
      }
      const { response } = await requireAnswer(what, postEvent({ client, path, body: step.event }));
      return response.headers.get("idempotency-replayed") !== "true";
    }
    case "cancel":
      await requireAnswer(what, cancelOrder({ client, path, body: { reason: step.reason } }));
      return false;
    case "pause":
      await requireAnswer(what, pauseOrder({ client, path, body: step.body }));
      return false;
    case "hold":
      await requireAnswer(
        what,
        putHold({ client, path: { holdId: step.holdId }, body: step.body }),
      );
      return false;
    case "loyalty_step": {
      const { memberId, externalId, body } = step;
      await requireAnswer(what, putLoyaltyStep({ client, path: { memberId, externalId }, body }));
      return false;
    }
    case "assign": {
      const escalationId = await findEscalation(client, orderId);
      const body = { assignee: step.assignee, operator: step.assignee };
      await requireAnswer(what, assignEscalation({ client, path: { escalationId }, body }));
      return false;
    }
    case "resolve": {
      const escalationId = await findEscalation(client, orderId);
      const { operator, resolution } = step;
      await requireAnswer(
        what,
        resolveEscalation({ client, path: { escalationId }, body: { operator, resolution } }),
      );
      return false;
    }
    default:
      return assertNever(step);
  }
}

/** Nothing that follows waits for it, so that it may be worked on a moment after it was taken. */
function isWarehouseWord({ stage, status }: PostEvent): boolean {
  return stage === "fulfillment" && status === "completed";
}

/** The order's open escalation, which the sweep before has made. */
async function findEscalation(client: ApiClient, orderId: string): Promise<string> {
  let after: string | null = null;
  do {
    const query: { limit: number; after?: string } = { limit: 200 };
    if (after !== null) query.after = after;
    const { data } = await requireAnswer("The escalations", listEscalations({ client, query }));
    const found = data.items.find((escalation) => escalation.orderId === orderId);
    if (found !== undefined) return found.escalationId;
    after = data.nextCursor;
  } while (after !== null);
  throw new SeedFailed(`No sweep has given ${orderId} to operators, so nobody can take it on.`);
}
