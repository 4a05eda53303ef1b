import { type Db, prepared, timestamp } from "./database.ts";
import { TURN_OF_MEMBER } from "./recipient-lock.ts";

/** A member as stored. */
interface StoredMember {
  readonly memberId: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** A member as somebody reports one. */
export interface ReportedMember extends StoredMember {
  /** By when the shop's own system had it so, where it says that. */
  readonly reportedAt: number | null;
}

/**
 * Writes a member. A report that is older than the one before changes nothing.
 *
 * @returns whether the member is new, and whether the address is another than before
 */
export async function upsertMember(
  db: Db,
  member: ReportedMember,
): Promise<{ created: boolean; addressChanged: boolean }> {
  const [row] = await upsert(db, [
    member.memberId,
    member.email,
    member.name,
    member.locale,
    member.timeZone,
    timestamp(member.reportedAt),
  ]);
  if (row === undefined) return { created: false, addressChanged: false };
  return { created: row.created, addressChanged: row.previous !== member.email };
}

/** @returns whether the member is known */
export async function memberExists(db: Db, memberId: string): Promise<boolean> {
  return (await exists(db, [memberId])).length > 0;
}

/** Keeps a member's choice, also before the member is known. */
export async function upsertPreferences(
  db: Db,
  memberId: string,
  orderUpdates: boolean,
): Promise<{ created: boolean; wasOrderUpdates: boolean }> {
  const [row] = await preferences(db, [memberId, orderUpdates]);
  return { created: row?.created ?? false, wasOrderUpdates: row?.previous ?? true };
}

// The previous address is read from the statement's snapshot, before the row changes.
const upsert = prepared<{ created: boolean; previous: string | null }>(
  "upsert_member",
  `insert into members (member_id, email, name, locale, time_zone, reported_at)
  select $1, $2, $3, $4, $5, $6::timestamptz from ${TURN_OF_MEMBER}
  on conflict (member_id) do update set email = excluded.email, name = excluded.name,
    locale = coalesce(excluded.locale, case when $6 is null then null else members.locale end),
    time_zone = coalesce(excluded.time_zone, case when $6 is null then null else members.time_zone end),
    updated_at = now(), reported_at = coalesce(excluded.reported_at, members.reported_at)
  where members.reported_at is null or excluded.reported_at is null
    or members.reported_at <= excluded.reported_at
  returning xmax = 0 as created, (select email from members where member_id = $1) as previous`,
);

const exists = prepared<{ member_id: string }>(
  "member_exists",
  "select member_id from members where member_id = $1",
);

const preferences = prepared<{ created: boolean; previous: boolean | null }>(
  "upsert_preferences",
  `insert into notification_preferences (member_id, order_updates)
  select $1, $2 from ${TURN_OF_MEMBER}
  on conflict (member_id) do update set order_updates = excluded.order_updates, updated_at = now()
  returning xmax = 0 as created,
    (select order_updates from notification_preferences where member_id = $1) as previous`,
);
