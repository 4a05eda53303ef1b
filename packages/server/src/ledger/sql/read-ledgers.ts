import {
  type Credit,
  EMPTY_LEDGER,
  type Hold,
  type Ledger,
  type PointsAccount,
} from "@followthrough/core/domain";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { epochMs } from "../../platform/postgres/json-times.ts";

/** Which parts of the ledgers to read, so that no more is read than needed. */
export interface LedgerLookup {
  readonly memberIds: readonly string[];
  readonly holdIds: readonly string[];
  /** References of credits, and of credits to reverse. */
  readonly references: readonly string[];
  /** Orders whose active holds to read. */
  readonly orderIds: readonly string[];
}

/** The ledgers of all members in the lookup, by member id or hold, in one snapshot. */
export interface LedgerReading {
  /** Epoch milliseconds by the database's clock. */
  readonly now: number;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** The member id of each known hold in the lookup, by hold id. */
  readonly holders: ReadonlyMap<string, string>;
}

interface Row {
  now: number;
  member_id: string;
  version: number | null;
  transfers: number;
  posted: number;
  pending: number;
  reversed: number;
  holds: HoldDocument[] | null;
  credits: CreditDocument[] | null;
}

interface HoldDocument {
  id: string;
  order: string | null;
  points: number;
  asked: number;
  expires: number;
  kept: boolean;
  placed: number;
  state: Hold["state"];
  captured: number | null;
  resolved: number | null;
  by: string | null;
}

interface CreditDocument {
  reference: string;
  points: number;
  reverses: string | null;
  reversed_by: string | null;
  reversed: number;
  expires: number | null;
  asked: number | null;
  remaining: number;
}

/** Reads the ledgers of a lookup. A member without an account has an empty ledger. */
export async function readLedgers(db: Db, question: LedgerLookup): Promise<LedgerReading> {
  const { memberIds, holdIds, references, orderIds } = question;
  const rows = await ledgers(db, [memberIds, holdIds, references, orderIds]);
  const known = rows.filter(({ member_id }) => member_id !== null);
  return {
    now: rows[0]?.now ?? 0,
    ledgers: new Map(known.map((row) => [row.member_id, toLedger(row)])),
    holders: new Map(
      known.flatMap((row) => (row.holds ?? []).map(({ id }) => [id, row.member_id] as const)),
    ),
  };
}

function toLedger(row: Row): Ledger {
  return {
    account: toAccount(row),
    holds: new Map((row.holds ?? []).map((hold) => [hold.id, toHold(hold)])),
    credits: new Map((row.credits ?? []).map((credit) => [credit.reference, toCredit(credit)])),
  };
}

function toAccount({ version, transfers, posted, pending, reversed }: Row): PointsAccount {
  if (version === null) return EMPTY_LEDGER.account;
  return { version, transfers, posted, pending, reversed };
}

function toHold(hold: HoldDocument): Hold {
  return {
    holdId: hold.id,
    orderId: hold.order,
    points: hold.points,
    askedUntil: hold.asked,
    expiresAt: hold.expires,
    isKept: hold.kept,
    placedAt: hold.placed,
    state: hold.state,
    captured: hold.captured ?? 0,
    resolvedAt: hold.resolved,
    resolvedBy: hold.by,
  };
}

function toCredit(credit: CreditDocument): Credit {
  return {
    reference: credit.reference,
    points: credit.points,
    reverses: credit.reverses,
    reversedBy: credit.reversed_by,
    reversed: credit.reversed,
    expiresAt: credit.expires,
    askedExpiry: credit.asked,
    remaining: credit.remaining,
  };
}

// Reads by primary keys, and the few credits that can still lapse. One row per member, and one without a member, so
// that there is always a clock. The limit forces a lookup per resolution: a plan that was made when there were none
// would read all of them for each hold.
const ledgers = prepared<Row>(
  "read_ledgers",
  `with asked as materialized (
    select h.*, r.captured, r.resolved_at, r.resolved_by
    from (
      select unnest($2::text[]) as hold_id
      union select hold_id from loyalty_holds where order_id = any ($4) and state = 'active'
    ) q join loyalty_holds h using (hold_id)
    left join lateral (
      select captured, resolved_at, resolved_by from loyalty_resolutions where hold_id = h.hold_id limit 1
    ) r on true
  ), concerned as (
    select unnest($1::text[]) as member_id union select member_id from asked union select null
  )
  select date_trunc('milliseconds', clock_timestamp()) as now, m.member_id, a.version, a.transfers,
    a.posted, a.pending, a.reversed, h.holds, c.credits
  from concerned m
  left join loyalty_accounts a using (member_id)
  cross join lateral (
    select json_agg(json_build_object('id', hold_id, 'order', order_id, 'points', points,
      'asked', ${epochMs("asked_until")}, 'expires', ${epochMs("expires_at")},
      'kept', is_kept, 'placed', ${epochMs("placed_at")},
      'state', state, 'captured', captured, 'resolved', ${epochMs("resolved_at")}, 'by', resolved_by)) as holds
    from asked where member_id = m.member_id
  ) h
  cross join lateral (
    select json_agg(json_build_object('reference', reference, 'points', points, 'reverses', reverses,
      'reversed_by', reversed_by, 'reversed',
        case when reversed_by is not null and reversed = 0 then points else reversed end, 'expires', ${epochMs("expires_at")}, 'asked', ${epochMs("asked_expiry")},
      'remaining', remaining)) as credits
    from loyalty_credits
    where member_id = m.member_id and (remaining > 0 or reference = any ($3))
  ) c`,
);
