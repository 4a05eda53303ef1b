import type { LoyaltyStep } from "@followthrough/core/contract";
import { type Db, prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";
import { isoOrNull } from "../../platform/postgres/times.ts";

/** A row of `loyalty_steps`. */
export interface StepRow {
  external_id: string;
  kind: LoyaltyStep["kind"];
  status: LoyaltyStep["status"];
  title: string;
  order_id: string | null;
  expires_at: number | null;
  hold_id: string | null;
}

/** Writes a member's loyalty step. */
export async function upsertLoyaltyStep(
  db: Db,
  memberId: string,
  step: Omit<LoyaltyStep, "expiresAt"> & { readonly expiresAt: number | null },
): Promise<{ created: boolean }> {
  const [row] = await upsert(db, [
    memberId,
    step.externalId,
    step.kind,
    step.status,
    step.title,
    step.orderId,
    timestamp(step.expiresAt),
    step.holdId,
  ]);
  return { created: row?.created ?? false };
}

/** A member's steps, open ones first. */
export async function listLoyaltySteps(db: Db, memberId: string): Promise<LoyaltyStep[]> {
  return (await list(db, [memberId])).map(toStep);
}

/** The steps that members still have to do, by order id: the order's own steps and those that belong to no order. */
export async function listPendingSteps(
  db: Db,
  orders: readonly { readonly memberId: string; readonly orderId: string }[],
): Promise<ReadonlyMap<string, readonly LoyaltyStep[]>> {
  const rows = await pending(db, [
    orders.map(({ memberId }) => memberId),
    orders.map(({ orderId }) => orderId),
  ]);
  const byOrder = Map.groupBy(rows, ({ for_order }) => for_order);
  return new Map([...byOrder].map(([orderId, steps]) => [orderId, steps.map(toStep)]));
}

/** An open step whose time is over. */
export interface ExpiredStep {
  readonly memberId: string;
  readonly externalId: string;
  readonly orderId: string | null;
  readonly holdId: string | null;
}

/** Open steps whose time is over, the longest overdue first. */
export async function listExpiredSteps(db: Db, limit: number): Promise<ExpiredStep[]> {
  const rows = await expired(db, [limit]);
  return rows.map(({ member_id, external_id, order_id, hold_id }) => ({
    memberId: member_id,
    externalId: external_id,
    orderId: order_id,
    holdId: hold_id,
  }));
}

/** Expires a step. @returns false if it was closed or got more time in between */
export async function expireStep(tx: Tx, step: ExpiredStep): Promise<boolean> {
  return (await expire(tx, [step.memberId, step.externalId])).length > 0;
}

/** The loyalty step in a row. */
export function toStep(row: StepRow): LoyaltyStep {
  return {
    externalId: row.external_id,
    kind: row.kind,
    status: row.status,
    title: row.title,
    orderId: row.order_id,
    expiresAt: isoOrNull(row.expires_at),
    holdId: row.hold_id,
  };
}

const COLUMNS = "external_id, kind, status, title, order_id, expires_at, hold_id";

const upsert = prepared<{ created: boolean }>(
  "upsert_loyalty_step",
  `insert into loyalty_steps (member_id, external_id, kind, status, title, order_id, expires_at,
    hold_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (member_id, external_id) do update set kind = excluded.kind, status = excluded.status,
    title = excluded.title, order_id = excluded.order_id, expires_at = excluded.expires_at,
    hold_id = excluded.hold_id, updated_at = now()
  returning xmax = 0 as created`,
);

// Uses the index of open steps with an expiry: the oldest come first and the limit ends the scan.
const expired = prepared<{
  member_id: string;
  external_id: string;
  order_id: string | null;
  hold_id: string | null;
}>(
  "list_expired_steps",
  `select member_id, external_id, order_id, hold_id from loyalty_steps
  where status = 'pending' and expires_at <= now()
  order by expires_at, member_id, external_id limit $1`,
);

const expire = prepared(
  "expire_step",
  `update loyalty_steps set status = 'expired', updated_at = now()
  where member_id = $1 and external_id = $2 and status = 'pending' and expires_at <= now()
  returning external_id`,
);

const list = prepared<StepRow>(
  "list_loyalty_steps",
  `select ${COLUMNS} from loyalty_steps where member_id = $1
  order by status <> 'pending', created_at, external_id limit 200`,
);

const pending = prepared<StepRow & { for_order: string }>(
  "list_pending_steps",
  `select q.order_id as for_order, s.* from unnest($1::text[], $2::text[]) as q(member_id, order_id)
  cross join lateral (
    select ${COLUMNS} from loyalty_steps l
    where l.member_id = q.member_id and status = 'pending' and (l.order_id = q.order_id or l.order_id is null)
      and (expires_at is null or expires_at > now())
    order by created_at, external_id limit 50
  ) s`,
);
