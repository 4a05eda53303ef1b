import type { RecoveryContext } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";

/** What must be known of an order to know whom its prompt would go to. */
export interface Addressed {
  readonly orderId: string;
  readonly memberId: string | null;
  /** The address that was typed at the checkout. */
  readonly email: string | null;
  /** Whether points may be held for it; of others nothing is looked up. */
  readonly redeemsPoints: boolean;
}

/** What decisions need of these orders' members, by order id. */
export async function readRecoveryContexts(
  db: Db,
  orders: readonly Addressed[],
): Promise<ReadonlyMap<string, RecoveryContext>> {
  const rows = await contexts(db, [
    orders.map((order) => order.orderId),
    orders.map((order) => order.memberId),
    orders.map((order) => order.email),
    orders.map((order) => order.redeemsPoints),
  ]);
  return new Map(rows.map((row) => [row.order_id, toContext(row)]));
}

function toContext(row: ContextRow): RecoveryContext {
  return {
    orderId: row.order_id,
    member: row.member,
    email: row.email,
    timeZone: row.time_zone,
    orderUpdates: row.order_updates,
    suppression: row.suppression,
    lastPromptedAt: row.prompted_at,
    providerAnswer: "none",
    pointsReturnAt: row.points_return_at,
  };
}

interface ContextRow {
  order_id: string;
  member: RecoveryContext["member"];
  email: string | null;
  time_zone: string | null;
  order_updates: boolean;
  suppression: RecoveryContext["suppression"];
  prompted_at: number | null;
  points_return_at: number | null;
}

// Members are another family of tables: read by a list of ids, never joined to orders.
// A known member's own address goes before the one that was typed at the checkout.
const contexts = prepared<ContextRow>(
  "read_recovery_contexts",
  `select c.order_id,
    case when c.member_id is null then 'guest' when m.member_id is null then 'missing' else 'known' end
      as member,
    coalesce(m.email, c.email) as email,
    m.time_zone,
    coalesce(n.order_updates, true) as order_updates,
    s.reason as suppression,
    p.prompted_at,
    case when c.redeems_points then (
      select min(h.expires_at) from loyalty_holds h where h.order_id = c.order_id and h.state = 'active')
    end as points_return_at
  from unnest($1::text[], $2::text[], $3::text[], $4::boolean[])
    as c(order_id, member_id, email, redeems_points)
  left join members m on m.member_id = c.member_id
  left join notification_preferences n on n.member_id = c.member_id
  left join address_suppressions s on s.address = lower(coalesce(m.email, c.email))
  left join prompted_recipients p
    on p.recipient = coalesce('member:' || c.member_id, 'address:' || lower(c.email))`,
);
