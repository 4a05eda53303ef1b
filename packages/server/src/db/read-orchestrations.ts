import type { LoyaltyStep } from "@followthrough/core/contract";
import type { Entry, Hold, Orchestration } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";
import { type StepRow, toStep } from "./loyalty-steps.ts";
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
type ShownHold = Pick<Hold, "holdId" | "points" | "state" | "captured" | "expiresAt">;

/** An order's whole state in one snapshot, as far as callers see it. */
export interface StoredState {
  readonly orchestration: Orchestration;
  /** The latest ones, oldest first. */
  readonly entries: readonly ShownEntry[];
  /** What the member still has to do for the order: its own steps and those of no order. */
  readonly pendingSteps: readonly LoyaltyStep[];
  /** The latest hold on points for the order. */
  readonly hold: ShownHold | null;
  /** Another one for each state that callers can tell apart; begins with the version. */
  readonly tag: string;
}

/** The states of any number of orders in one snapshot; an order without an orchestration is left out. */
export async function readOrchestrations(
  db: Db,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, StoredState>> {
  const rows = await states(db, [orderIds, LATEST_EVENTS]);
  return new Map(rows.map((row) => [row.order_id, toState(row)]));
}

/** The tags of the same, without the states: an index look-up or three for each order. */
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
  tag: string;
  entries: ShownEntryRow[] | null;
  steps: StepRow[] | null;
  hold: ShownHold | null;
}

type ShownEntryRow = Omit<ShownEntry, "sourceEventId" | "occurredAt" | "recordedAt" | "after"> & {
  source_event_id: string | null;
  occurred_at: number;
  recorded_at: number;
  next_action_at_after: number | null;
};

function toState(row: StateRow): StoredState {
  return {
    orchestration: toOrchestration(row),
    entries: (row.entries ?? []).map(toShownEntry).reverse(),
    pendingSteps: (row.steps ?? []).map(toStep),
    hold: row.hold,
    tag: row.tag,
  };
}

function toShownEntry(row: ShownEntryRow): ShownEntry {
  const { source_event_id, occurred_at, recorded_at, next_action_at_after, ...same } = row;
  return {
    ...same,
    sourceEventId: source_event_id,
    occurredAt: occurred_at,
    recordedAt: recorded_at,
    after: { nextActionAt: next_action_at_after },
  };
}

/** Epoch milliseconds inside a JSON document: shorter than text, and the same in every session's time zone. */
function ms(column: string, as = ` as ${column}`): string {
  return `floor(extract(epoch from ${column}) * 1000)::bigint${as}`;
}

// The fingerprint is made here and nowhere else, from the very document that is sent, so that a state and its
// tag can't tell different stories.
const ORDERS_WITH_STEPS = `from unnest($1::text[]) as q(order_id)
  join orchestrations o on o.order_id = q.order_id
  join orders r on r.order_id = q.order_id
  cross join lateral (
    select json_agg(step) as steps,
      '.' || left(encode(sha256(convert_to(json_agg(step)::text, 'utf8')), 'hex'), 12) as fingerprint
    from (
      select external_id, kind, status, title, order_id, ${ms("expires_at")}, hold_id
      from loyalty_steps
      where member_id = r.member_id and status = 'pending'
        and (order_id = q.order_id or order_id is null) and (expires_at is null or expires_at > now())
      order by created_at, external_id limit 50
    ) step
  ) s
  left join lateral (
    select json_build_object('holdId', k.hold_id, 'points', k.points, 'state', k.state,
      'captured', coalesce(c.captured, 0), 'expiresAt', ${ms("k.expires_at", "")}) as hold
    from loyalty_holds k left join loyalty_resolutions c using (hold_id)
    where o.redeems_points and k.order_id = q.order_id
    order by k.placed_at desc, k.hold_id limit 1
  ) h on true`;

const TAG = `o.version || coalesce(s.fingerprint, '') ||
  coalesce('.' || left(encode(sha256(convert_to(h.hold::text, 'utf8')), 'hex'), 12), '') as tag`;

// Along primary keys only. An order's entries backwards: the newest come first and the limit ends the scan.
// They are aggregated as they come: `order by` inside the aggregate would sort what is sorted.
const states = prepared<StateRow>(
  "read_orchestrations",
  `select q.order_id, ${ORCHESTRATION_COLUMNS}, e.entries, s.steps, h.hold, ${TAG}
  ${ORDERS_WITH_STEPS}
  cross join lateral (
    select json_agg(entry) as entries
    from (
      select version, kind, stage, status, disposition, reopens, note, payload, source, source_event_id,
        actor, ${ms("occurred_at")}, ${ms("recorded_at")}, ${ms("next_action_at_after")}
      from orchestration_events where order_id = q.order_id and version <= o.version
      order by version desc limit $2
    ) entry
  ) e`,
);

const tags = prepared<{ order_id: string; tag: string }>(
  "read_tags",
  `select q.order_id, ${TAG} ${ORDERS_WITH_STEPS}`,
);
