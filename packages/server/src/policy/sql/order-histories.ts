import {
  addressKey,
  memberKey,
  type OrderHistory,
  type ReplayRun,
  type Suppression,
} from "@followthrough/core/domain";
import { ENTRY_COLUMNS, type EntryRow, toEntry } from "../../lifecycle/sql/entry-row.ts";
import {
  joinRecipient,
  recipientAddress,
  recipientTimeZone,
  suppressionOf,
} from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";

interface ShopperRow {
  order_id: string;
  member_id: string | null;
  is_known: boolean;
  email: string | null;
  is_test: boolean;
  time_zone: string | null;
  opted_out_at: number | null;
  suppression: Suppression | null;
  suppressed_at: number | null;
}

/**
 * Orders that were open at some time in a period, with their whole timelines and what is known about their
 * shoppers; the latest placed first.
 */
export async function readHistories(
  db: Db,
  from: number,
  to: number,
  limit: number,
): Promise<OrderHistory[]> {
  const shoppers = await ofPeriod(db, [timestamp(from), timestamp(to), limit]);
  const histories: OrderHistory[] = [];
  for (let at = 0; at < shoppers.length; at += PORTION) {
    const some = shoppers.slice(at, at + PORTION);
    const rows = await entries(db, [some.map((row) => row.order_id), timestamp(to)]);
    const byOrder = Map.groupBy(rows, (row) => row.order_id);
    for (const row of some) histories.push(toHistory(row, byOrder.get(row.order_id) ?? []));
  }
  return histories;
}

const PORTION = 500;

/** The sweep runs of a period, in the order in which they started. */
export async function readRuns(db: Db, from: number, to: number): Promise<ReplayRun[]> {
  const rows = await runs(db, [timestamp(from), timestamp(to)]);
  return rows.map((row) => ({
    runId: row.run_id,
    dueBy: row.started_at,
    decidedAt: row.finished_at ?? row.started_at,
  }));
}

function toHistory(row: ShopperRow, rows: readonly EntryRow[]): OrderHistory {
  const { member_id, email, suppression, suppressed_at } = row;
  return {
    orderId: row.order_id,
    recipient: email === null ? memberKey(member_id ?? "") : addressKey(email),
    shopper: {
      member: member_id === null ? "guest" : row.is_known ? "known" : "missing",
      email,
      isTest: row.is_test,
      timeZone: row.time_zone,
      // The timeline does not say when points were about to be released at that time.
      pointsReturnAt: null,
      // Nor who was at work on the order, or what else its shopper bought.
      isAssigned: false,
      boughtAgain: false,
    },
    optedOutAt: row.opted_out_at,
    suppressed:
      suppression === null || suppressed_at === null
        ? null
        : { reason: suppression, at: suppressed_at },
    entries: rows.map(toEntry),
  };
}

const SUPPRESSED_AT = `coalesce(s.created_at,
      (select min(u.created_at) from order_unsubscriptions u where u.order_id = r.order_id))`;

// Open in the period: not closed before it, judged by the time of the last change.
const ofPeriod = prepared<ShopperRow>(
  "read_replay_orders",
  `select r.order_id, r.member_id, m.member_id is not null as is_known, r.is_test, ${recipientAddress("r")} as email,
    ${recipientTimeZone("r")} as time_zone, case when not n.order_updates then n.updated_at end as opted_out_at,
    ${suppressionOf("r")} as suppression, ${SUPPRESSED_AT} as suppressed_at
  from orders r
  join orchestrations o on o.order_id = r.order_id
  ${joinRecipient("r")}
  where r.placed_at < $2 and (o.next_action_at is not null or o.last_transition_at >= $1)
  order by r.placed_at desc, r.order_id limit $3`,
);

const entries = prepared<EntryRow & { order_id: string }>(
  "read_replay_entries",
  `select order_id, ${ENTRY_COLUMNS} from orchestration_events
  where order_id = any ($1) and recorded_at < $2 order by order_id, version`,
);

const runs = prepared<{ run_id: string; started_at: number; finished_at: number | null }>(
  "read_replay_runs",
  `select run_id, started_at, finished_at from sweeps where started_at >= $1 and started_at < $2
  order by started_at, run_id limit 20000`,
);
