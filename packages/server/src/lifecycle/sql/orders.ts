import {
  OPTIONAL_STAGES,
  type OptionalStage,
  type OrderDetails,
  type OrderLine,
  type PaymentTerms,
  perRequirement,
  type Requirement,
  type Requirements,
  type Silence,
} from "@followthrough/core/domain";
import { type Db, prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";
import { WENT_LIVE_AT } from "./installation.ts";
import { LINES_COLUMNS, type LinesRow, toLines } from "./order-lines.ts";
import { storedMailbox } from "./recipient-join.ts";

/** An order as stored. Times are epoch milliseconds. */
export interface StoredOrder extends OrderDetails {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly memberId: string | null;
  readonly email: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
  readonly items: readonly OrderLine[];
  readonly requires: Requirements;
  /** `null` where the shop reports the loyalty stage itself. */
  readonly redeemPoints: number | null;
  /** What its points stand for, in minor units of its currency; `null` if the shop has not said. */
  readonly pointsValue: number | null;
  /** Whether it goes on without its points. Then `total` contains their value. */
  readonly pointsWaived: boolean;
  /** `null` if it is to be paid before anything else happens. */
  readonly terms: PaymentTerms | null;
  /** Whether it was placed only to test. */
  readonly isTest: boolean;
  /** By when the shop promised to deliver; `null` if it promised nothing. */
  readonly promisedBy: number | null;
  readonly placedAt: number;
  /** Why it is only followed; `null` if it is recovered like any other. */
  readonly silence: Silence | null;
}

/** An order as the shop reports it. Without `placedAt` it was placed now. */
export type ReportedOrder = Omit<StoredOrder, "placedAt" | "silence" | "pointsWaived"> & {
  readonly placedAt: number | null;
  /** When the shop's own system recorded this state, if it says so. */
  readonly reportedAt: number | null;
};

/** One column for each stage that an order may go without. */
type RequiresColumns = Record<`requires_${OptionalStage}`, boolean | null>;

/** What a bill is made of. */
export type BilledOrder = Pick<
  StoredOrder,
  "total" | "terms" | "isTest" | "pointsValue" | "pointsWaived"
>;

/** The columns of an order from which its bill is made. */
export interface BillRow {
  total_amount: number;
  currency: string;
  terms_kind: PaymentTerms["kind"] | null;
  terms_due_at: number | null;
  points_value: number | null;
  points_waived: boolean;
  is_test: boolean;
}

interface OrderRow extends RequiresColumns, BillRow, LinesRow {
  order_id: string;
  order_number: string;
  member_id: string | null;
  email: string | null;
  email_problem: StoredOrder["emailProblem"];
  redeem_points: number | null;
  promised_by: number | null;
  silence: Silence | null;
  locale: string | null;
  time_zone: string | null;
  status_url: string | null;
  channel: string | null;
  attributes: StoredOrder["attributes"];
  placed_at: number;
  created: boolean;
  now: number;
}

const REQUIRED = OPTIONAL_STAGES.map((stage) => `requires_${stage}` as const);

/** What stays as it was when the order was placed. */
const FIXED = ["order_id", "redeem_points", "placed_at"] as const;

const CHANGING = [
  "order_number",
  "member_id",
  "email",
  "email_problem",
  "mailbox",
  "total_amount",
  "currency",
  ...LINES_COLUMNS,
  ...REQUIRED,
  "points_value",
  "terms_kind",
  "terms_due_at",
  "promised_by",
  "is_test",
  "locale",
  "time_zone",
  "status_url",
  "channel",
  "attributes",
] as const;

const REPORTED = [...FIXED, ...CHANGING];

const COLUMNS = [...REPORTED, "silence"].join(", ");

/** @returns the order, and the database's clock in epoch milliseconds; `null` when it is unknown */
export async function readOrder(
  db: Db,
  orderId: string,
): Promise<{ order: StoredOrder; now: number } | null> {
  const [row] = await select(db, [orderId]);
  return row === undefined ? null : { order: toOrder(row), now: row.now };
}

/** Which orders are only followed, as of when they first come. Times are epoch milliseconds. */
export interface SilenceRule {
  /** Orders that were placed before this; `null` means before the first start in production. */
  readonly goLiveAt: number | null;
  /** Orders that were placed longer ago than this; `null` for none. */
  readonly maxAgeMs: number | null;
}

/**
 * Writes an order, or what changed in it. The time it was placed stays the same and is never in the future, and a stage
 * that it needs stays needed. A report that is older than the one before changes nothing.
 */
export async function upsertOrder(
  db: Db,
  order: ReportedOrder,
  { goLiveAt, maxAgeMs }: SilenceRule,
): Promise<{ order: StoredOrder; created: boolean; now: number }> {
  const values = toRow(order);
  const [row] = await upsert(db, [
    ...REPORTED.map((column) => values[column]),
    timestamp(order.reportedAt),
    timestamp(goLiveAt),
    maxAgeMs,
  ]);
  if (row !== undefined) return { order: toOrder(row), created: row.created, now: row.now };
  const known = await readOrder(db, order.orderId);
  if (known === null) throw new Error("An order that is not written was there before");
  return { ...known, created: false };
}

/** What an order's row says about its bill. */
export function toBilled(row: BillRow): BilledOrder {
  return {
    total: { amount: row.total_amount, currency: row.currency },
    terms: row.terms_kind === null ? null : { kind: row.terms_kind, dueAt: row.terms_due_at },
    isTest: row.is_test,
    pointsValue: row.points_value,
    pointsWaived: row.points_waived,
  };
}

function toOrder(row: OrderRow): StoredOrder {
  return {
    ...toBilled(row),
    ...toLines(row),
    orderId: row.order_id,
    orderNumber: row.order_number,
    memberId: row.member_id,
    email: row.email,
    emailProblem: row.email_problem,
    requires: perRequirement((_, stage) => row[`requires_${stage}`] ?? "auto"),
    redeemPoints: row.redeem_points,
    promisedBy: row.promised_by,
    silence: row.silence,
    locale: row.locale,
    timeZone: row.time_zone,
    statusUrl: row.status_url,
    channel: row.channel,
    attributes: row.attributes,
    placedAt: row.placed_at,
  };
}

function toColumn(requirement: Requirement): boolean | null {
  return requirement === "auto" ? null : requirement;
}

/** Marks that an order goes on without its points, and adds what they stand for to what it costs. */
export async function waiveOrdersPoints(tx: Tx, orderId: string): Promise<void> {
  await waive(tx, [orderId]);
}

const waive = prepared(
  "waive_orders_points",
  `update orders set points_waived = true, total_amount = total_amount + coalesce(points_value, 0),
    updated_at = now()
  where order_id = $1 and not points_waived`,
);

function toRow(order: ReportedOrder): Record<(typeof REPORTED)[number], unknown> {
  const { moreItems, tax, terms, requires } = order;
  const required = Object.values(perRequirement((key) => toColumn(requires[key])));
  const stages = REQUIRED.map((column, nth) => [column, required[nth]]);
  return {
    ...(Object.fromEntries(stages) as RequiresColumns),
    order_id: order.orderId,
    order_number: order.orderNumber,
    member_id: order.memberId,
    email: order.email,
    email_problem: order.emailProblem,
    mailbox: storedMailbox(order.email),
    total_amount: order.total.amount,
    currency: order.total.currency,
    items: JSON.stringify(order.items),
    more_items_count: moreItems?.count ?? null,
    more_items_amount: moreItems?.amount ?? null,
    discount_amount: order.discount,
    shipping_amount: order.shipping,
    tax_amount: tax?.amount ?? null,
    tax_included: tax?.included ?? null,
    points_value: order.pointsValue,
    terms_kind: terms?.kind ?? null,
    terms_due_at: timestamp(terms?.dueAt ?? null),
    promised_by: timestamp(order.promisedBy),
    is_test: order.isTest,
    redeem_points: order.redeemPoints,
    locale: order.locale,
    time_zone: order.timeZone,
    status_url: order.statusUrl,
    channel: order.channel,
    attributes: JSON.stringify(order.attributes),
    placed_at: timestamp(order.placedAt),
  };
}

const select = prepared<OrderRow>(
  "read_order",
  `select ${COLUMNS}, points_waived, false as created,
    date_trunc('milliseconds', clock_timestamp()) as now
  from orders where order_id = $1`,
);

const parameter = (column: (typeof REPORTED)[number]) => `$${REPORTED.indexOf(column) + 1}`;
const [REPORTED_AT, GO_LIVE_AT, MAX_AGE_MS] = [1, 2, 3].map((nth) => `$${REPORTED.length + nth}`);

// An order is never placed in the future.
const PLACED_AT = `date_trunc('milliseconds', least(${parameter("placed_at")}, clock_timestamp()))`;
const VALUES = REPORTED.map((column) =>
  column === "placed_at" ? "p.placed_at" : parameter(column),
);
const SILENCE = `case when p.placed_at < coalesce(${GO_LIVE_AT}, ${WENT_LIVE_AT}) then 'before_go_live'
    when p.placed_at < clock_timestamp() - ${MAX_AGE_MS}::float8 * interval '1 ms' then 'too_old' end`;

/** What changes otherwise than to the reported value. A stage that the order needs stays needed. */
const CHANGES: Readonly<Partial<Record<(typeof REPORTED)[number], string>>> = {
  total_amount: `excluded.total_amount
    + case when orders.points_waived then coalesce(excluded.points_value, 0) else 0 end`,
  ...(Object.fromEntries(
    REQUIRED.map((column) => [
      column,
      `case when orders.${column} then true else excluded.${column} end`,
    ]),
  ) as Partial<Record<(typeof REQUIRED)[number], string>>),
};

// A report without a time is true now, whatever the clocks of the others say. `least` leaves out null. `xmax = 0` holds
// only for a row that this statement inserted.
const upsert = prepared<OrderRow>(
  "upsert_order",
  `insert into orders (${COLUMNS}, reported_at)
  select ${VALUES.join(", ")}, ${SILENCE}, least(${REPORTED_AT}::timestamptz, clock_timestamp())
  from (select ${PLACED_AT} as placed_at) p
  on conflict (order_id) do update set
    ${CHANGING.map((column) => `${column} = ${CHANGES[column] ?? `excluded.${column}`}`).join(", ")},
    updated_at = now(), reported_at = excluded.reported_at
  where orders.reported_at is null or ${REPORTED_AT}::timestamptz is null
    or orders.reported_at <= excluded.reported_at
  returning ${COLUMNS}, points_waived, xmax = 0 as created,
    date_trunc('milliseconds', clock_timestamp()) as now`,
);
