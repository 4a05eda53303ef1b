import type { Account, Credit, Hold, Ledger } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";

/** What is asked about, to read no more of a member than that. */
export interface LedgerQuestion {
  readonly memberIds: readonly string[];
  readonly holdIds: readonly string[];
  /** References of credits, and of those that are taken back. */
  readonly references: readonly string[];
  /** Orders whose active holds are asked for. */
  readonly orderIds: readonly string[];
}

/** The ledgers of all members that were asked for, by name or by a hold, in one snapshot. */
export interface LedgerReading {
  /** Epoch milliseconds by the database's clock. */
  readonly now: number;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** Whose hold it is, of the holds that were asked for and are known. */
  readonly holders: ReadonlyMap<string, string>;
}

interface Row {
  now: number;
  member_id: string;
  version: number | null;
  transfers: number;
  posted: number;
  pending: number;
  holds: HoldDocument[] | null;
  credits: CreditDocument[] | null;
}

interface HoldDocument {
  id: string;
  order: string | null;
  points: number;
  asked: number;
  expires: number;
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
  expires: number | null;
  asked: number | null;
  remaining: number;
}

/** Reads the ledgers that this is about; a member without an account has an empty one. */
export async function readLedgers(db: Db, question: LedgerQuestion): Promise<LedgerReading> {
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

function toAccount({ version, transfers, posted, pending }: Row): Account {
  if (version === null) return { version: 0, transfers: 0, posted: 0, pending: 0 };
  return { version, transfers, posted, pending };
}

function toHold(hold: HoldDocument): Hold {
  return {
    holdId: hold.id,
    orderId: hold.order,
    points: hold.points,
    askedUntil: hold.asked,
    expiresAt: hold.expires,
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
    expiresAt: credit.expires,
    askedExpiry: credit.asked,
    remaining: credit.remaining,
  };
}

/** Epoch milliseconds inside a JSON document. */
function ms(column: string): string {
  return `floor(extract(epoch from ${column}) * 1000)::bigint`;
}

// Along primary keys, and the few credits that can still lapse. One row a member, and one without a member so that
// there is always a clock. The resolutions are looked up one by one, which the limit forces: a plan that was made while
// there were none reads all of them for each hold.
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
    a.posted, a.pending, h.holds, c.credits
  from concerned m
  left join loyalty_accounts a using (member_id)
  cross join lateral (
    select json_agg(json_build_object('id', hold_id, 'order', order_id, 'points', points,
      'asked', ${ms("asked_until")}, 'expires', ${ms("expires_at")}, 'placed', ${ms("placed_at")},
      'state', state, 'captured', captured, 'resolved', ${ms("resolved_at")}, 'by', resolved_by)) as holds
    from asked where member_id = m.member_id
  ) h
  cross join lateral (
    select json_agg(json_build_object('reference', reference, 'points', points, 'reverses', reverses,
      'reversed_by', reversed_by, 'expires', ${ms("expires_at")}, 'asked', ${ms("asked_expiry")},
      'remaining', remaining)) as credits
    from loyalty_credits
    where member_id = m.member_id and (remaining > 0 or reference = any ($3))
  ) c`,
);
