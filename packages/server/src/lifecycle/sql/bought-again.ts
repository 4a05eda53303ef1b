import { AUTOMATIC_RESOLUTIONS } from "./escalation-rows.ts";
import { mailboxOf, recipientMailbox } from "./recipient-join.ts";

/** A condition on an order's orchestration: it is paid, or goes on before it is. */
function isPastPayment(orchestration: string): string {
  return `${orchestration}.current_stage <> 'payment' and ${orchestration}.status <> 'cancelled'`;
}

// Two orders are alike if they share a line, or cost about the same in one currency.
const ALIKE = `(later.currency = own.currency and later.total_amount between own.total_amount * 0.9 and own.total_amount * 1.1
      or exists (select from jsonb_array_elements(later.items) a join jsonb_array_elements(own.items) b
        on a ->> 'title' = b ->> 'title'))`;

const GETS_MAIL = "n.order_updates is distinct from false and s.address is null";

// Members are found by id, and everybody by mailbox. Each look-up goes through its own index, because with `or` the
// planner reads every order.
function othersOfSamePerson(order: string): string {
  return `select order_id from orders where member_id = ${order}.member_id and order_id <> ${order}.order_id
        union all select order_id from orders a
          where ${mailboxOf("a")} = ${recipientMailbox(order)} and order_id <> ${order}.order_id
        union all select o.order_id from members a join orders o on o.member_id = a.member_id
          where ${mailboxOf("a")} = ${recipientMailbox(order)} and a.member_id is distinct from ${order}.member_id`;
}

/**
 * Whether the shop knows other orders of the same member or the same mailbox. It is not looked up for people who get no
 * mail anyway. Use it with `joinRecipient`.
 *
 * @param order the alias of a row with `order_id`, `member_id`, `mailbox` and `email`
 */
export function hasOtherOrders(order: string): string {
  return `(${GETS_MAIL} and exists (${othersOfSamePerson(order)}))`;
}

/**
 * Whether the same member or the same mailbox has bought again: an order that is alike was placed after this one and is
 * past its payment, unless an operator has judged it and left this one open. Goods that leave before they are paid are
 * bought, too. A test is no purchase, but an order that is only followed is one. It is not looked up for people who get no
 * mail anyway. Most people have one order, so nothing else is read before another one is found: `offset 0` keeps the
 * planner from joining the orders first. Use it with `joinRecipient`.
 *
 * @param order the alias of a row with `order_id`, `member_id`, `mailbox` and `email`
 */
export function hasBoughtAgain(order: string): string {
  return `(${GETS_MAIL} and exists (
      select from (${othersOfSamePerson(order)}) other cross join lateral (
        select from orchestrations bought join orders later using (order_id)
          join orders own on own.order_id = ${order}.order_id
        where bought.order_id = other.order_id and ${isPastPayment("bought")}
          and later.placed_at > own.placed_at and not later.is_test and ${ALIKE}
        offset 0) alike
      where not exists (select from escalations judged where judged.order_id = ${order}.order_id
        and judged.reason = 'bought_again' and judged.resolution not in ${AUTOMATIC_RESOLUTIONS})))`;
}
