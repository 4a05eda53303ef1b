import { type MailAddressProblem, mailboxKey } from "@followthrough/core/domain";
import { mailboxOf, storedMailbox } from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";

/** A member as stored. */
interface StoredMember {
  readonly memberId: string;
  /** `null` if the shop has none, or none that can be used. */
  readonly email: string | null;
  readonly emailProblem: MailAddressProblem | null;
  readonly name: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** A member as the shop or a provider reports one. */
export interface ReportedMember extends StoredMember {
  /** When this was true in the sender's own system (epoch milliseconds); `null` if the sender doesn't say. */
  readonly reportedAt: number | null;
}

/**
 * Writes a member. A report that is older than the stored one changes nothing. The caller has locked the member and the
 * address (`lockRecipients`).
 *
 * @returns whether the member is new, and whether the address has changed
 */
export async function upsertMember(
  tx: Tx,
  member: ReportedMember,
): Promise<{ created: boolean; addressChanged: boolean }> {
  const [row] = await upsert(tx, [
    member.memberId,
    member.email,
    member.name,
    member.locale,
    member.timeZone,
    timestamp(member.reportedAt),
    member.emailProblem,
    storedMailbox(member.email),
  ]);
  if (row === undefined) return { created: false, addressChanged: false };
  return { created: row.created, addressChanged: row.previous !== row.email };
}

/** @returns whether the member is known */
export async function memberExists(db: Db, memberId: string): Promise<boolean> {
  return (await exists(db, [memberId])).length > 0;
}

/** Where mail to a member goes; `null` if the member is not known yet. */
export async function readMembersAddress(db: Db, memberId: string): Promise<string | null> {
  return (await address(db, [memberId]))[0]?.email ?? null;
}

/** The members who have this mailbox, whatever the spelling of their address. */
export async function listOwners(db: Db, mailbox: string): Promise<string[]> {
  return (await owners(db, [mailboxKey(mailbox)])).map((row) => row.member_id);
}

/** Whether a member wants mail about orders; without a choice, yes. */
export async function wantsOrderUpdates(db: Db, memberId: string): Promise<boolean> {
  return (await choice(db, [memberId]))[0]?.order_updates ?? true;
}

/** Gives these members the same choice. */
export async function setOrderUpdates(
  tx: Tx,
  memberIds: readonly string[],
  orderUpdates: boolean,
): Promise<void> {
  if (memberIds.length > 0) await setAll(tx, [memberIds, orderUpdates]);
}

/**
 * Stores a member's choice; the member need not be known yet. The caller has locked the member (`lockRecipients`).
 */
export async function upsertPreferences(
  tx: Tx,
  memberId: string,
  orderUpdates: boolean,
): Promise<{ created: boolean; wasOrderUpdates: boolean }> {
  const [row] = await preferences(tx, [memberId, orderUpdates]);
  return { created: row?.created ?? false, wasOrderUpdates: row?.previous ?? true };
}

// A provider's message about an order says nothing of a customer's address if it has none; the API's body is whole.
const SAYS_NOTHING =
  "($6 is not null and excluded.email is null and excluded.email_problem is null)";

// The previous address is read from the statement's snapshot, before the row changes. A report without a time is true
// now: `least` leaves out null.
const upsert = prepared<{ created: boolean; email: string | null; previous: string | null }>(
  "upsert_member",
  `insert into members (member_id, email, name, locale, time_zone, reported_at, email_problem, mailbox)
  values ($1, $2, $3, $4, $5, least($6::timestamptz, clock_timestamp()), $7, $8)
  on conflict (member_id) do update set
    email = case when ${SAYS_NOTHING} then members.email else excluded.email end,
    mailbox = case when ${SAYS_NOTHING} then members.mailbox else excluded.mailbox end,
    email_problem = case when ${SAYS_NOTHING} then members.email_problem else excluded.email_problem end,
    name = coalesce(excluded.name, case when $6 is null then null else members.name end),
    locale = coalesce(excluded.locale, case when $6 is null then null else members.locale end),
    time_zone = coalesce(excluded.time_zone, case when $6 is null then null else members.time_zone end),
    updated_at = now(), reported_at = excluded.reported_at
  where members.reported_at is null or $6::timestamptz is null
    or members.reported_at <= excluded.reported_at
  returning xmax = 0 as created, email, (select email from members where member_id = $1) as previous`,
);

const exists = prepared<{ member_id: string }>(
  "member_exists",
  "select member_id from members where member_id = $1",
);

const address = prepared<{ email: string }>(
  "read_members_address",
  "select email from members where member_id = $1",
);

const owners = prepared<{ member_id: string }>(
  "list_owners",
  `select member_id from members m where ${mailboxOf("m")} = $1 order by member_id limit 1000`,
);

const choice = prepared<{ order_updates: boolean }>(
  "read_order_updates",
  "select order_updates from notification_preferences where member_id = $1",
);

// A member without a row wants mail: no row is needed to say so again.
const setAll = prepared(
  "set_order_updates",
  `insert into notification_preferences as n (member_id, order_updates)
  select t.member_id, $2 from unnest($1::text[]) as t(member_id)
  where not $2 or exists (select from notification_preferences k where k.member_id = t.member_id)
  on conflict (member_id) do update set order_updates = excluded.order_updates, updated_at = now()
  where n.order_updates <> excluded.order_updates`,
);

const preferences = prepared<{ created: boolean; previous: boolean | null }>(
  "upsert_preferences",
  `insert into notification_preferences (member_id, order_updates) values ($1, $2)
  on conflict (member_id) do update set order_updates = excluded.order_updates, updated_at = now()
  returning xmax = 0 as created,
    (select order_updates from notification_preferences where member_id = $1) as previous`,
);
