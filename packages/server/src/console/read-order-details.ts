import type {
  Escalation,
  InboxMessage,
  LoyaltyStep,
  MessageCopy,
  Order,
  PromptDetail,
  Shopper,
} from "@followthrough/core/contract";
import { listOrdersEscalations } from "../alerts/sql/escalations.ts";
import { listOrdersPrompts, readMessageCopy } from "../delivery/sql/prompt-details.ts";
import { viewOrder } from "../intake/get-order.ts";
import { listLoyaltySteps } from "../ledger/sql/loyalty-steps.ts";
import { readOrder } from "../lifecycle/sql/orders.ts";
import { orderUnknown } from "../lifecycle/unknown.ts";
import type { Context } from "../platform/context.ts";
import { type Result, refuse, succeed } from "../platform/result.ts";
import { listMessages } from "../providers/sql/inbox.ts";
import { readShopper } from "./sql/order-shopper.ts";

type Reader = Pick<Context, "pool">;

/** What an operator sees of an order apart from its lifecycle. */
export interface OrderDetails {
  readonly order: Order;
  readonly shopper: Shopper;
  readonly prompts: PromptDetail[];
  readonly escalations: Escalation[];
  readonly loyaltySteps: LoyaltyStep[];
  readonly inbox: InboxMessage[];
}

const SHOWN = 50;

/** Reads everything about an order apart from its lifecycle. */
export async function readOrderDetails(
  { pool }: Reader,
  orderId: string,
): Promise<Result<OrderDetails>> {
  const read = await readOrder(pool, orderId);
  if (read === null) return orderUnknown(orderId);
  const { memberId, email } = read.order;
  const [shopper, prompts, escalations, steps, messages] = await Promise.all([
    readShopper(pool, memberId, email, orderId),
    listOrdersPrompts(pool, orderId, SHOWN),
    listOrdersEscalations(pool, orderId, SHOWN),
    memberId === null ? [] : listLoyaltySteps(pool, memberId),
    listMessages(pool, { source: null, state: null, orderId }, null, SHOWN),
  ]);
  const loyaltySteps = steps.filter((step) => step.orderId === null || step.orderId === orderId);
  const inbox = messages.map(({ message }) => message);
  const order = viewOrder(read.order);
  return succeed({ order, shopper, prompts, escalations, loyaltySteps, inbox });
}

/** The kept copy of a message as it went out. */
export async function getMessageCopy(
  { pool }: Reader,
  messageId: string,
): Promise<Result<MessageCopy>> {
  const copy = await readMessageCopy(pool, messageId);
  return copy === null ? refuse("message_copy_unknown") : succeed(copy);
}
