import {
  type Account,
  type Credit,
  type Hold,
  type Ledger,
  TRANSFER_ACCOUNTS,
  type Transfer,
} from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";
import { iso, isoOrNull } from "./orchestration-row.ts";

/** What became of one member's ledger. */
export interface LedgerWrite {
  readonly memberId: string;
  readonly before: Ledger;
  readonly after: Ledger;
  readonly transfers: readonly Transfer[];
}

/**
 * Writes ledgers in one statement for any number of members, each guarded by the version that was decided on. One
 * that has moved meanwhile, or that somebody else holds, is left alone with all that belongs to it.
 *
 * @returns the members that were written
 * @throws unique violation when a new account, hold or resolution was written by somebody else meanwhile
 */
export async function writeLedgers(
  db: Db,
  writes: readonly LedgerWrite[],
): Promise<ReadonlySet<string>> {
  // In the order of their ids: new rows are inserted in it, so that two of these can't wait for each other.
  const ordered = writes.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const holds = ordered.flatMap(changedHolds);
  const rows = await statement(db, [
    JSON.stringify(ordered.map(toAccountRow)),
    JSON.stringify(ordered.flatMap(toTransferRows)),
    JSON.stringify(holds),
    JSON.stringify(ordered.flatMap(changedCredits)),
  ]);
  return new Set(rows.map((row) => row.member_id));
}

function toAccountRow({ memberId, before, after }: LedgerWrite) {
  const { transfers, posted, pending }: Account = after.account;
  return { member_id: memberId, version: before.account.version, transfers, posted, pending };
}

function toTransferRows({ memberId, transfers }: LedgerWrite) {
  return transfers.map(({ number, kind, points, holdId, reference, at }) => ({
    member_id: memberId,
    number,
    kind,
    ...TRANSFER_ACCOUNTS[kind],
    points,
    hold_id: holdId,
    reference,
    at: iso(at),
  }));
}

function changedHolds({ memberId, before, after }: LedgerWrite) {
  return [...after.holds.values()]
    .filter((hold) => before.holds.get(hold.holdId) !== hold)
    .map((hold) => toHoldRow(memberId, hold, before.holds.get(hold.holdId)));
}

function toHoldRow(memberId: string, hold: Hold, before: Hold | undefined) {
  return {
    is_new: before === undefined,
    member_id: memberId,
    hold_id: hold.holdId,
    order_id: hold.orderId,
    points: hold.points,
    asked_until: iso(hold.askedUntil),
    expires_at: iso(hold.expiresAt),
    placed_at: iso(hold.placedAt),
    state: hold.state,
    captured: hold.captured,
    resolved_by: hold.resolvedBy,
    resolved_at: isoOrNull(hold.resolvedAt),
  };
}

function changedCredits({ memberId, before, after }: LedgerWrite) {
  return [...after.credits.values()]
    .filter((credit) => before.credits.get(credit.reference) !== credit)
    .map((credit) => toCreditRow(memberId, credit));
}

function toCreditRow(memberId: string, credit: Credit) {
  return {
    member_id: memberId,
    reference: credit.reference,
    points: credit.points,
    reverses: credit.reverses,
    reversed_by: credit.reversedBy,
    expires_at: isoOrNull(credit.expiresAt),
    asked_expiry: isoOrNull(credit.askedExpiry),
    remaining: credit.remaining,
  };
}

const HOLD_RECORD = `is_new boolean, member_id text, hold_id text, order_id text, points bigint, asked_until timestamptz,
  expires_at timestamptz, placed_at timestamptz, state text, captured bigint, resolved_by text,
  resolved_at timestamptz`;

// Every part joins `written`, so that nothing of a member whose account has moved is written. It waits for no
// account; only for whoever writes the same new account, hold or credit at this moment.
const statement = prepared<{ member_id: string }>(
  "write_ledgers",
  `with input as materialized (
    select * from jsonb_to_recordset($1::jsonb) as i(
      member_id text, version integer, transfers integer, posted bigint, pending bigint)
  ), held as materialized (
    select i.*, a.ctid as place
    from input i join loyalty_accounts a on a.member_id = i.member_id and a.version = i.version
    for no key update of a skip locked
  ), changed as (
    update loyalty_accounts a set version = a.version + 1, transfers = h.transfers, posted = h.posted,
      pending = h.pending
    from held h where a.ctid = h.place and a.version = h.version
    returning a.member_id
  ), created as (
    insert into loyalty_accounts (member_id, version, transfers, posted, pending)
    select member_id, 1, transfers, posted, pending from input where version = 0 order by member_id
    on conflict (member_id) do nothing
    returning member_id
  ), written as materialized (
    select member_id from changed union all select member_id from created
  ), holds as materialized (
    select h.* from jsonb_to_recordset($3::jsonb) as h(${HOLD_RECORD}) join written using (member_id)
  ), moved as (
    insert into loyalty_transfers (member_id, number, kind, debit, credit, points, hold_id, reference, at)
    select t.member_id, t.number, t.kind, t.debit, t.credit, t.points, t.hold_id, t.reference, t.at
    from jsonb_to_recordset($2::jsonb) as t(member_id text, number integer, kind text, debit text,
      credit text, points bigint, hold_id text, reference text, at timestamptz)
    join written using (member_id)
  ), placed as (
    insert into loyalty_holds (hold_id, member_id, order_id, points, asked_until, expires_at, placed_at, state)
    select h.hold_id, h.member_id, h.order_id, h.points, h.asked_until, h.expires_at, h.placed_at, h.state
    from holds h where h.is_new
  ), settled as (
    update loyalty_holds k set expires_at = h.expires_at, state = h.state
    from holds h where k.hold_id = h.hold_id and not h.is_new
  ), resolved as (
    insert into loyalty_resolutions (hold_id, kind, captured, resolved_by, resolved_at)
    select h.hold_id, h.state, h.captured, h.resolved_by, h.resolved_at
    from holds h where h.state <> 'active'
  ), credited as (
    insert into loyalty_credits (member_id, reference, points, reverses, reversed_by, expires_at,
      asked_expiry, remaining)
    select c.member_id, c.reference, c.points, c.reverses, c.reversed_by, c.expires_at, c.asked_expiry,
      c.remaining
    from jsonb_to_recordset($4::jsonb) as c(member_id text, reference text, points bigint,
      reverses text, reversed_by text, expires_at timestamptz, asked_expiry timestamptz, remaining bigint)
    join written using (member_id)
    on conflict (member_id, reference) do update set reversed_by = excluded.reversed_by,
      expires_at = excluded.expires_at, remaining = excluded.remaining
  )
  select member_id from written`,
);
