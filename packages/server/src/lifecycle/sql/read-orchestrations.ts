import type { LoyaltyStep } from "@followthrough/core/contract";
import type { Entry, EntryMoney, Hold, Orchestration } from "@followthrough/core/domain";
import { type StepRow, toStep } from "../../ledger/sql/loyalty-steps.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { epochMs } from "../../platform/postgres/json-times.ts";
import {
  ORCHESTRATION_COLUMNS,
  type OrchestrationRow,
  toOrchestration,
} from "./orchestration-row.ts";

/** What callers see of a timeline entry. */
export type ShownEntry = Omit<Entry, "asked" | "metadataPatch" | "after"> & {
  readonly after: Pick<Entry["after"], "nextActionAt">;
};

/** What callers see of an order's hold. */
type ShownHold = Pick<Hold, "holdId" | "points" | "state" | "captured"> & {
  /** `null` as long as the hold is kept because its order is paid. */
  readonly expiresAt: number | null;
};

/** The part of an order's whole state that callers see, in one snapshot. */
export interface StoredState {
  readonly orchestration: Orchestration;
  /** What the order costs, as the shop last reported it. */
  readonly order: { readonly total: number; readonly currency: string };
  /** The latest entries, oldest first. */
  readonly entries: readonly ShownEntry[];
  /** What the member still has to do for the order: its own loyalty steps and those that belong to no order. */
  readonly pendingSteps: readonly LoyaltyStep[];
  /** The latest hold on points for the order. */
  readonly hold: ShownHold | null;
  /** Differs between any two states that callers can tell apart; begins with the version. */
  readonly tag: string;
}

/** The states of any number of orders in one snapshot. An order without an orchestration is left out. */
export async function readOrchestrations(
  db: Db,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, StoredState>> {
  const rows = await states(db, [orderIds, LATEST_EVENTS]);
  return new Map(rows.map((row) => [row.order_id, toState(row)]));
}

/** The tags of the same states, without the states: up to three index look-ups for each order. */
export async function readTags(
  db: Db,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tags(db, [orderIds]);
  return new Map(rows.map(({ order_id, tag }) => [order_id, tag]));
}

const LATEST_EVENTS = 50;

interface StateRow extends OrchestrationRow {
  order_id: string;
  total_amount: number;
  currency: string;
  tag: string;
  entries: ShownEntryRow[] | null;
  steps: StepRow[] | null;
  hold: ShownHold | null;
}

type ShownEntryRow = Omit<
  ShownEntry,
  "money" | "sourceEventId" | "occurredAt" | "recordedAt" | "after"
> & {
  reports: NonNullable<EntryMoney["reports"]> | null;
  source_event_id: string | null;
  occurred_at: number;
  recorded_at: number;
  next_action_at_after: number | null;
};

function toState(row: StateRow): StoredState {
  return {
    orchestration: toOrchestration(row),
    order: { total: row.total_amount, currency: row.currency },
    entries: (row.entries ?? []).map(toShownEntry).reverse(),
    pendingSteps: (row.steps ?? []).map(toStep),
    hold: row.hold,
    tag: row.tag,
  };
}

function toShownEntry(row: ShownEntryRow): ShownEntry {
  const { reports, source_event_id, occurred_at, recorded_at, next_action_at_after, ...same } = row;
  return {
    ...same,
    money: reports && { reports },
    sourceEventId: source_event_id,
    occurredAt: occurred_at,
    recordedAt: recorded_at,
    after: { nextActionAt: next_action_at_after },
  };
}

// The fingerprint is made only here, from the same document that is sent, so that a state and its tag always
// agree.
const ORDERS_WITH_STEPS = `from unnest($1::text[]) as q(order_id)
  join orchestrations o on o.order_id = q.order_id
  join orders r on r.order_id = q.order_id
  cross join lateral (
    select json_agg(step) as steps,
      '.' || left(encode(sha256(convert_to(json_agg(step)::text, 'utf8')), 'hex'), 12) as fingerprint
    from (
      select external_id, kind, status, title, order_id, ${epochMs("expires_at")} as expires_at, hold_id
      from loyalty_steps
      where member_id = r.member_id and status = 'pending'
        and (order_id = q.order_id or order_id is null) and (expires_at is null or expires_at > now())
      order by created_at, external_id limit 50
    ) step
  ) s
  left join lateral (
    select json_build_object('holdId', k.hold_id, 'points', k.points, 'state', k.state,
      'captured', coalesce(c.captured, 0), 'expiresAt',
        case when k.is_kept and k.state = 'active' then null else ${epochMs("k.expires_at")} end) as hold
    from loyalty_holds k left join loyalty_resolutions c using (hold_id)
    where o.redeems_points and k.order_id = q.order_id
    order by k.placed_at desc, k.hold_id limit 1
  ) h on true`;

const TAG = `o.version || coalesce(s.fingerprint, '') ||
  coalesce('.' || left(encode(sha256(convert_to(h.hold::text, 'utf8')), 'hex'), 12), '') as tag`;

// Along primary keys only. An order's entries are read backward: the newest come first and the limit ends the scan.
// They are aggregated in that order: `order by` inside the aggregate would sort them again.
const states = prepared<StateRow>(
  "read_orchestrations",
  `select q.order_id, ${ORCHESTRATION_COLUMNS}, r.total_amount, r.currency, e.entries, s.steps, h.hold, ${TAG}
  ${ORDERS_WITH_STEPS}
  cross join lateral (
    select json_agg(entry) as entries
    from (
      select version, kind, stage, status, disposition, reopens, note, payload, money -> 'reports' as reports, things,
        source, source_event_id, actor, ${epochMs("occurred_at")} as occurred_at, ${epochMs("recorded_at")} as recorded_at, ${epochMs("next_action_at_after")} as next_action_at_after
      from orchestration_events where order_id = q.order_id and version <= o.version
      order by version desc limit $2
    ) entry
  ) e`,
);

const tags = prepared<{ order_id: string; tag: string }>(
  "read_tags",
  `select q.order_id, ${TAG} ${ORDERS_WITH_STEPS}`,
);
