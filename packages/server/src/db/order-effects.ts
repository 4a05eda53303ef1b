import { type Db, prepared } from "./database.ts";

/** What hangs on an order that an action may take along. */
export interface OrderEffects {
  readonly orderId: string;
  readonly orderNumber: string;
  /** Prompts that are not on their way yet. */
  readonly waitingPrompts: number;
  readonly openEscalations: readonly { readonly escalationId: string; readonly reason: string }[];
}

/** What hangs on each of these orders; unknown ones are left out. */
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

// Along the keys, which begin with the order.
const effects = prepared<{
  order_id: string;
  order_number: string;
  waiting: number;
  escalations: { escalationId: string; reason: string }[] | null;
}>(
  "read_order_effects",
  `select r.order_id, r.order_number,
    (select count(*) from prompts p where p.order_id = r.order_id and p.state in ('pending', 'retry'))
      as waiting,
    (select json_agg(json_build_object('escalationId', escalation_id, 'reason', reason))
      from escalations e where e.order_id = r.order_id and e.resolved_at is null) as escalations
  from orders r where r.order_id = any ($1)`,
);
