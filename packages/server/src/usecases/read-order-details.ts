import type {
  Escalation,
  LoyaltyStep,
  MessageCopy,
  Order,
  PromptDetail,
  Shopper,
} from "@followthrough/core/contract";
import { listOrdersEscalations } from "../db/escalations.ts";
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
  const [shopper, prompts, escalations, steps] = await Promise.all([
    readShopper(pool, memberId, email),
    listOrdersPrompts(pool, orderId, SHOWN),
    listOrdersEscalations(pool, orderId, SHOWN),
    memberId === null ? [] : listLoyaltySteps(pool, memberId),
  ]);
  const loyaltySteps = steps.filter((step) => step.orderId === null || step.orderId === orderId);
  return succeed({ order: viewOrder(read.order), shopper, prompts, escalations, loyaltySteps });
}

/** A message as it went out, where it is kept. */
export async function getMessageCopy(
  { pool }: Reader,
  messageId: string,
): Promise<Result<MessageCopy>> {
  const copy = await readMessageCopy(pool, messageId);
  return copy === null ? refuse("message_unknown") : succeed(copy);
}

/** Notes that the shopper came back to an order by a prompt's link. */
export async function noteFollowed(
  { pool }: Reader,
  orderId: string,
  promptId: string,
): Promise<Result<null>> {
  const isKnown = await markFollowed(pool, orderId, promptId);
  return isKnown ? succeed(null) : refuse("notification_unknown");
}
