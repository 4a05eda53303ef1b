import { type Db, prepared, timestamp } from "./database.ts";

/** One line of an order, as stored. */
export interface StoredItem {
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: { readonly amount: number; readonly currency: string };
}

/** An order as stored. Times are epoch milliseconds. */
export interface StoredOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly memberId: string | null;
  readonly email: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
  readonly items: readonly StoredItem[];
  readonly requires: { readonly verification: boolean; readonly loyaltyHold: boolean };
  /** `null` where the shop reports the loyalty stage itself. */
  readonly redeemPoints: number | null;
  readonly placedAt: number;
}

/** An order as the shop reports it; without `placedAt` it was placed now. */
export type ReportedOrder = Omit<StoredOrder, "placedAt"> & {
  readonly placedAt: number | null;
  /** By when the shop's own system had it so, where it says that. */
  readonly reportedAt: number | null;
};

interface OrderRow {
  order_id: string;
  order_number: string;
  member_id: string | null;
  email: string | null;
  total_amount: number;
  currency: string;
  items: StoredItem[];
  requires_verification: boolean;
  requires_loyalty_hold: boolean;
  redeem_points: number | null;
  placed_at: number;
  created: boolean;
  now: number;
}

const COLUMNS = `order_id, order_number, member_id, email, total_amount, currency, items,
  requires_verification, requires_loyalty_hold, redeem_points, placed_at`;

/** @returns the order, and the database's clock in epoch milliseconds; `null` when it is unknown */
export async function readOrder(
  db: Db,
  orderId: string,
): Promise<{ order: StoredOrder; now: number } | null> {
  const [row] = await select(db, [orderId]);
  return row === undefined ? null : { order: toOrder(row), now: row.now };
}

/**
 * Writes an order, or what changed of it; what it requires and when it was placed stay as they were. A report
 * that is older than the one before changes nothing.
 */
export async function upsertOrder(
  db: Db,
  order: ReportedOrder,
): Promise<{ order: StoredOrder; created: boolean; now: number }> {
  const [row] = await upsert(db, [
    order.orderId,
    order.orderNumber,
    order.memberId,
    order.email,
    order.total.amount,
    order.total.currency,
    JSON.stringify(order.items),
    order.requires.verification,
    order.requires.loyaltyHold,
    order.redeemPoints,
    timestamp(order.placedAt),
    timestamp(order.reportedAt),
  ]);
  if (row !== undefined) return { order: toOrder(row), created: row.created, now: row.now };
  const known = await readOrder(db, order.orderId);
  if (known === null) throw new Error("An order that is not written was there before");
  return { ...known, created: false };
}

function toOrder(row: OrderRow): StoredOrder {
  return {
    orderId: row.order_id,
    orderNumber: row.order_number,
    memberId: row.member_id,
    email: row.email,
    total: { amount: row.total_amount, currency: row.currency },
    items: row.items,
    requires: { verification: row.requires_verification, loyaltyHold: row.requires_loyalty_hold },
    redeemPoints: row.redeem_points,
    placedAt: row.placed_at,
  };
}

const select = prepared<OrderRow>(
  "read_order",
  `select ${COLUMNS}, false as created, date_trunc('milliseconds', clock_timestamp()) as now
  from orders where order_id = $1`,
);

// `xmax = 0` holds only for a row that this statement inserted.
const upsert = prepared<OrderRow>(
  "upsert_order",
  `insert into orders (${COLUMNS}, reported_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
    date_trunc('milliseconds', coalesce($11, clock_timestamp())), $12)
  on conflict (order_id) do update set
    order_number = excluded.order_number, member_id = excluded.member_id, email = excluded.email,
    total_amount = excluded.total_amount, currency = excluded.currency, items = excluded.items,
    updated_at = now(), reported_at = coalesce(excluded.reported_at, orders.reported_at)
  where orders.reported_at is null or excluded.reported_at is null
    or orders.reported_at <= excluded.reported_at
  returning ${COLUMNS}, xmax = 0 as created, date_trunc('milliseconds', clock_timestamp()) as now`,
);
