import type { SendRate } from "@followthrough/core/domain";
import { ADVISORY_LOCKS } from "../../platform/postgres/advisory-locks.ts";
import { prepared, type Tx } from "../../platform/postgres/database.ts";

/** Stands for all destinations together. No domain is called that. */
export const ALL_DESTINATIONS = "*";

/** How many more messages may leave now, by destination. One that is missing has its full allowance. */
export type Allowances = ReadonlyMap<string, number>;

/** How many messages of this rate may leave at once after a pause: ten seconds' worth, and at least one. */
export function burstOf(perMinute: number): number {
  return Math.max(1, perMinute / 6);
}

/**
 * Locks the allowances of all workers until the transaction ends, and reads them. Only then do leases that follow each
 * other never add up to more than the rate.
 */
export async function lockAllowances(tx: Tx, rate: SendRate): Promise<Allowances> {
  await lock(tx, [ADVISORY_LOCKS.sendRate]);
  const rows = await read(tx, [rate.perMinute, rate.perDestination]);
  return new Map(rows.map((row) => [row.destination, row.allowed]));
}

/** Takes messages off locked allowances. @param taken how many, by destination */
export async function takeAllowances(
  tx: Tx,
  rate: SendRate,
  taken: ReadonlyMap<string, number>,
): Promise<void> {
  await forget(tx, []);
  await take(tx, [[...taken.keys()], [...taken.values()], rate.perMinute, rate.perDestination]);
}

const lock = prepared("lock_send_allowances", "select pg_advisory_xact_lock($1::bigint)");

/**
 * A token bucket, full where there is no row. The clock is read after the lock, not when the transaction began.
 *
 * @param destination,all,each SQL expressions: whose bucket, and the messages a minute to all and to each
 */
function refilled(destination: string, all: string, each: string): string {
  const rate = `(case ${destination} when '${ALL_DESTINATIONS}' then ${all} else ${each} end)`;
  const elapsed = "extract(epoch from clock_timestamp() - s.refilled_at)::float8";
  // `least` leaves out what is null.
  return `least(greatest(1, ${rate} / 6.0), s.tokens + ${elapsed} * ${rate} / 60.0)`;
}

const read = prepared<{ destination: string; allowed: number }>(
  "read_send_allowances",
  `select s.destination, floor(${refilled("s.destination", "$1::float8", "$2::float8")})::float8 as allowed
  from send_allowances s`,
);

const take = prepared(
  "take_send_allowances",
  `insert into send_allowances (destination, tokens, refilled_at)
  select t.destination, ${refilled("t.destination", "$3::float8", "$4::float8")} - t.taken, clock_timestamp()
  from unnest($1::text[], $2::integer[]) as t(destination, taken)
  left join send_allowances s using (destination)
  on conflict (destination) do update
    set tokens = excluded.tokens, refilled_at = excluded.refilled_at`,
);

// Full again, even at one message a minute: a missing row says the same.
const forget = prepared(
  "forget_full_send_allowances",
  "delete from send_allowances where refilled_at < clock_timestamp() - interval '10 minutes'",
);
