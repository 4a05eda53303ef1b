import type {
  Escalation,
  InboxMessage,
  LoyaltyStep,
  MessageCopy,
  Order,
  PromptDetail,
  Shopper,
} from "@followthrough/core/contract";
import { listOrdersEscalations } from "../db/escalations.ts";
import { listMessages } from "../db/inbox.ts";
import { listLoyaltySteps } from "../db/loyalty-steps.ts";
import { readOrder } from "../db/orders.ts";
import { listOrdersPrompts, markFollowed, readMessageCopy } from "../db/prompt-details.ts";
import { readShopper } from "../db/shopper.ts";
import type { Context } from "./context.ts";
import { viewOrder } from "./get-order.ts";
import { type Result, refuse, succeed } from "./result.ts";

type Reader = Pick<Context, "pool">;

/** What an operator sees of an order beside its lifecycle. */
export interface OrderDetails {
  readonly order: Order;
  readonly shopper: Shopper;
  readonly prompts: PromptDetail[];
  readonly escalations: Escalation[];
  readonly loyaltySteps: LoyaltyStep[];
  readonly inbox: InboxMessage[];
}

const SHOWN = 50;

/** Everything about an order beside its lifecycle. */
export async function readOrderDetails(
  { pool }: Reader,
  orderId: string,
): Promise<Result<OrderDetails>> {
  const read = await readOrder(pool, orderId);
  if (read === null) return refuse("order_unknown", `No order ${orderId} was reported.`);
  const { memberId, email } = read.order;
  const [shopper, prompts, escalations, steps, messages] = await Promise.all([
    readShopper(pool, memberId, email),
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

/** A message as it went out, where it is kept. */
export async function getMessageCopy(
  { pool }: Reader,
  messageId: string,
): Promise<Result<MessageCopy>> {
  const copy = await readMessageCopy(pool, messageId);
  return copy === null ? refuse("message_copy_unknown") : succeed(copy);
}

/** Notes that the shopper came back to an order by a prompt's link. */
export async function noteFollowed(
  { pool, changes }: Pick<Context, "pool" | "changes">,
  orderId: string,
  promptId: string,
): Promise<Result<null>> {
  const isKnown = await markFollowed(pool, orderId, promptId);
  if (!isKnown) return refuse("notification_unknown");
  changes.changed([orderId]);
  return succeed(null);
}
