import {
  type Credit,
  type Hold,
  type Ledger,
  type PointsAccount,
  type PointsTransfer,
  TRANSFER_ACCOUNTS,
} from "@followthrough/core/domain";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { iso, isoOrNull } from "../../platform/postgres/times.ts";

/** The change of one member's ledger. */
export interface LedgerWrite {
  readonly memberId: string;
  readonly before: Ledger;
  readonly after: Ledger;
  readonly transfers: readonly PointsTransfer[];
}

/**
 * Writes ledgers in one statement for any number of members, each guarded by the version that was decided on. If an
 * account has changed since, or somebody else has locked it, nothing is written for that member.
 *
 * @returns the members that were written
 * @throws unique violation when somebody else has written the same new account, hold or resolution in between
 */
export async function writeLedgers(
  db: Db,
  writes: readonly LedgerWrite[],
): Promise<ReadonlySet<string>> {
  // New rows are inserted in the order of member ids, so that two of these statements can't deadlock.
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
  const { transfers, posted, pending, reversed }: PointsAccount = after.account;
  const { version } = before.account;
  return { member_id: memberId, version, transfers, posted, pending, reversed };
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
    is_kept: hold.isKept,
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
    reversed: credit.reversed,
    expires_at: isoOrNull(credit.expiresAt),
    asked_expiry: isoOrNull(credit.askedExpiry),
    remaining: credit.remaining,
  };
}

const HOLD_RECORD = `is_new boolean, member_id text, hold_id text, order_id text, points bigint, asked_until timestamptz,
  expires_at timestamptz, is_kept boolean, placed_at timestamptz, state text, captured bigint, resolved_by text,
  resolved_at timestamptz`;

// Every part joins `written`, so that nothing is written for a member whose account has changed. The statement never
// waits for an account. It waits only for a transaction that is writing the same new account, hold or credit.
const statement = prepared<{ member_id: string }>(
  "write_ledgers",
  `with input as materialized (
    select * from jsonb_to_recordset($1::jsonb) as i(
      member_id text, version integer, transfers integer, posted bigint, pending bigint, reversed bigint)
  ), held as materialized (
    select i.*, a.ctid as place
    from input i join loyalty_accounts a on a.member_id = i.member_id and a.version = i.version
    for no key update of a skip locked
  ), changed as (
    update loyalty_accounts a set version = a.version + 1, transfers = h.transfers, posted = h.posted,
      pending = h.pending, reversed = h.reversed
    from held h where a.ctid = h.place and a.version = h.version
    returning a.member_id
  ), created as (
    insert into loyalty_accounts (member_id, version, transfers, posted, pending, reversed)
    select member_id, 1, transfers, posted, pending, reversed from input where version = 0 order by member_id
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
    insert into loyalty_holds (hold_id, member_id, order_id, points, asked_until, expires_at, is_kept,
      placed_at, state)
    select h.hold_id, h.member_id, h.order_id, h.points, h.asked_until, h.expires_at, h.is_kept,
      h.placed_at, h.state
    from holds h where h.is_new
  ), updated as (
    update loyalty_holds k set expires_at = h.expires_at, is_kept = h.is_kept, state = h.state
    from holds h where k.hold_id = h.hold_id and not h.is_new
  ), resolved as (
    insert into loyalty_resolutions (hold_id, kind, captured, resolved_by, resolved_at)
    select h.hold_id, h.state, h.captured, h.resolved_by, h.resolved_at
    from holds h where h.state <> 'active'
  ), credited as (
    insert into loyalty_credits (member_id, reference, points, reverses, reversed_by, reversed,
      expires_at, asked_expiry, remaining)
    select c.member_id, c.reference, c.points, c.reverses, c.reversed_by, c.reversed, c.expires_at,
      c.asked_expiry, c.remaining
    from jsonb_to_recordset($4::jsonb) as c(member_id text, reference text, points bigint,
      reverses text, reversed_by text, reversed bigint, expires_at timestamptz, asked_expiry timestamptz, remaining bigint)
    join written using (member_id)
    on conflict (member_id, reference) do update set reversed_by = excluded.reversed_by,
      reversed = excluded.reversed, expires_at = excluded.expires_at, remaining = excluded.remaining
  )
  select member_id from written`,
);
