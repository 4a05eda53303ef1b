import type { ConsoleOperator, ConsoleSession } from "@followthrough/core/contract";
import { type Db, prepared, type Tx } from "../../platform/postgres/database.ts";
import { iso } from "../../platform/postgres/times.ts";

/** All operators with the number of their sessions, sorted by name. */
export async function listOperators(db: Db): Promise<ConsoleOperator[]> {
  return (await list(db, [])).map((row) => ({
    operatorId: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    isDisabled: row.is_disabled,
    createdAt: iso(row.created_at),
    sessions: row.sessions,
  }));
}

/** Whether there is any operator. */
export async function hasOperators(db: Db): Promise<boolean> {
  return (await any(db, [])).length > 0;
}

/** Changes an operator's role, or disables them and ends their sessions. @returns false when there is none */
export async function changeOperator(
  tx: Tx,
  operatorId: string,
  role: ConsoleOperator["role"],
  isDisabled: boolean,
): Promise<boolean> {
  return (await change(tx, [operatorId, role, isDisabled])).length > 0;
}

/** Locks the rows of admins who can sign in, so that the last two can't be removed at once. @returns how many */
export async function lockAdmins(tx: Tx): Promise<number> {
  return (await admins(tx, [])).length;
}

/** Valid sessions, the latest first. @param operatorId whose sessions; `null` for everybody's */
export async function listSessions(
  db: Db,
  operatorId: string | null,
  currentId: string,
): Promise<ConsoleSession[]> {
  return (await sessions(db, [operatorId])).map((row) => ({
    sessionId: row.id,
    operatorId: row.operator_id,
    name: row.name,
    email: row.email,
    signedInAt: iso(row.created_at),
    expiresAt: iso(row.expires_at),
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    isCurrent: row.id === currentId,
  }));
}

/** Ends a session. @param operatorId its owner; `null` for anybody's. @returns false when there is no such session */
export async function endSession(
  db: Db,
  sessionId: string,
  operatorId: string | null,
): Promise<boolean> {
  return (await end(db, [sessionId, operatorId])).length > 0;
}

/** Ends an operator's sessions except this one. */
export async function endOtherSessions(
  db: Db,
  operatorId: string,
  sessionId: string,
): Promise<void> {
  await endOthers(db, [operatorId, sessionId]);
}

/**
 * Counts a sign-in attempt under each of these keys.
 *
 * @returns the milliseconds until another attempt is allowed; 0 when this one is allowed
 */
export async function countAttempt(
  db: Db,
  keys: readonly { readonly key: string; readonly most: number }[],
  windowMs: number,
): Promise<number> {
  const rows = await count(db, [
    keys.map(({ key }) => key),
    keys.map(({ most }) => most),
    windowMs,
  ]);
  return Math.max(0, ...rows.map((row) => row.wait_ms));
}

/** Deletes attempts whose window ended an hour ago, and those under the key of an operator who has signed in. */
export async function forgetAttempts(db: Db, key: string): Promise<void> {
  await forget(db, [key]);
}

interface OperatorRow {
  id: string;
  name: string;
  email: string;
  role: ConsoleOperator["role"];
  is_disabled: boolean;
  created_at: number;
  sessions: number;
}

// A team is small: this table does not grow with the shop.
const list = prepared<OperatorRow>(
  "list_operators",
  `select o.id, o.name, o.email, o.role, o.disabled_at is not null as is_disabled, o.created_at,
    (select count(*) from operator_sessions s where s.operator_id = o.id and s.expires_at > now())
      as sessions
  from operators o order by o.name, o.id limit 1000`,
);

const any = prepared("has_operators", "select 1 from operators limit 1");

const change = prepared(
  "change_operator",
  `with changed as (
    update operators set role = $2,
      disabled_at = case when $3 then coalesce(disabled_at, now()) end, updated_at = now()
    where id = $1 returning id
  ), ended as (
    delete from operator_sessions where $3 and operator_id in (select id from changed)
  )
  select id from changed`,
);

const admins = prepared(
  "lock_admins",
  "select id from operators where role = 'admin' and disabled_at is null order by id for update",
);

interface SessionRow {
  id: string;
  operator_id: string;
  name: string;
  email: string;
  created_at: number;
  expires_at: number;
  ip_address: string | null;
  user_agent: string | null;
}

const sessions = prepared<SessionRow>(
  "list_operator_sessions",
  `select s.id, s.operator_id, o.name, o.email, s.created_at, s.expires_at, s.ip_address, s.user_agent
  from operator_sessions s join operators o on o.id = s.operator_id
  where s.expires_at > now() and ($1::text is null or s.operator_id = $1)
  order by s.created_at desc, s.id limit 500`,
);

const end = prepared(
  "end_operator_session",
  `delete from operator_sessions where id = $1 and ($2::text is null or operator_id = $2)
  returning id`,
);

const endOthers = prepared(
  "end_other_operator_sessions",
  "delete from operator_sessions where operator_id = $1 and id <> $2",
);

// In the order of the keys, so that two attempts that share several keys never cause a deadlock.
const count = prepared<{ wait_ms: number }>(
  "count_attempt",
  `insert into operator_attempts as a (key, attempts, window_ends_at)
  select k.key, 1, now() + $3 * interval '1 ms'
  from unnest($1::text[], $2::integer[]) as k(key, most) order by k.key
  on conflict (key) do update set
    attempts = case when a.window_ends_at <= now() then 1 else a.attempts + 1 end,
    window_ends_at = case when a.window_ends_at <= now() then excluded.window_ends_at
      else a.window_ends_at end
  returning case when attempts > (select most from unnest($1::text[], $2::integer[]) as m(key, most)
      where m.key = a.key)
    then greatest(1, extract(epoch from window_ends_at - now()) * 1000)::float8 else 0 end as wait_ms`,
);

const forget = prepared(
  "delete_attempts",
  "delete from operator_attempts where key = $1 or window_ends_at < now() - interval '1 hour'",
);
