import { mailboxKey } from "@followthrough/core/domain";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { isClosed } from "./orchestration-row.ts";
import { joinRecipient, mailboxOf, recipientMailbox } from "./recipient-join.ts";

/** One order, the orders of a member, or those whose mail goes to an address. */
export type WhoseOrders =
  | { readonly orderId: string }
  | { readonly memberId: string }
  | { readonly address: string };

/** These open orders, as far as a sweep has decided them. */
export async function listDecidedOrders(db: Db, whose: WhoseOrders): Promise<string[]> {
  const rows =
    "orderId" in whose
      ? await one(db, [whose.orderId])
      : "memberId" in whose
        ? await ofMember(db, [whose.memberId])
        : await ofAddress(db, [mailboxKey(whose.address)]);
  return rows.map((row) => row.order_id);
}

interface Row {
  order_id: string;
}

// A person has few open orders.
const DECIDED = `join orchestrations o on o.order_id = r.order_id and not ${isClosed("o")}
    and exists (select from orchestration_events e where e.order_id = o.order_id and e.kind = 'sweep')`;
const LISTED = "order by r.order_id limit 1000";

const one = prepared<Row>(
  "is_decided_order",
  `select r.order_id from orders r ${DECIDED} where r.order_id = $1`,
);

const ofMember = prepared<Row>(
  "list_decided_of_member",
  `select r.order_id from orders r ${DECIDED} where r.member_id = $1 ${LISTED}`,
);

// Both indexes by address find the few orders that it can be about.
const ofAddress = prepared<Row>(
  "list_decided_of_address",
  `select r.order_id from (
    select order_id from orders a where ${mailboxOf("a")} = $1
    union select b.order_id from members a join orders b using (member_id) where ${mailboxOf("a")} = $1) near
  join orders r using (order_id) ${DECIDED} ${joinRecipient("r")}
  where ${recipientMailbox("r")} = $1 ${LISTED}`,
);
