import { AWAITS_SENDING } from "../../lifecycle/sql/prompt-states.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";

/** An order's prompts and escalations that an action may affect. */
export interface OrderEffects {
  readonly orderId: string;
  readonly orderNumber: string;
  /** The number of prompts that are not yet on their way. */
  readonly waitingPrompts: number;
  readonly openEscalations: readonly { readonly escalationId: string; readonly reason: string }[];
}

/** Reads the prompts and escalations of these orders that an action may affect. Unknown orders are left out. */
export async function readOrderEffects(
  db: Db,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderEffects>> {
  const rows = await effects(db, [orderIds]);
  return new Map(
    rows.map((row) => [
      row.order_id,
      {
        orderId: row.order_id,
        orderNumber: row.order_number,
        waitingPrompts: row.waiting,
        openEscalations: row.escalations ?? [],
      },
    ]),
  );
}

// Uses the primary keys, which begin with the order's id.
const effects = prepared<{
  order_id: string;
  order_number: string;
  waiting: number;
  escalations: { escalationId: string; reason: string }[] | null;
}>(
  "read_order_effects",
  `select r.order_id, r.order_number,
    (select count(*) from prompts p where p.order_id = r.order_id and p.state ${AWAITS_SENDING})
      as waiting,
    (select json_agg(json_build_object('escalationId', escalation_id, 'reason', reason))
      from escalations e where e.order_id = r.order_id and e.resolved_at is null) as escalations
  from orders r where r.order_id = any ($1)`,
);
