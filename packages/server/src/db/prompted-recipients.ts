import { prepared, type Tx, timestamp } from "./database.ts";

/** Who a prompt is for: the member, or the address of a guest. The key of the frequency cap. */
export function recipientKey(memberId: string | null, email: string): string {
  return memberId === null ? `address:${email.toLowerCase()}` : `member:${memberId}`;
}

/**
 * Takes the turn to write to these recipients now. Of two sweeps that want to write to one of them, the
 * second waits for the first one's commit and then finds the turn taken.
 *
 * @param now epoch milliseconds by the database's clock
 * @param capMs how long a turn lasts
 * @returns the recipients whose turn it is
 */
export async function takeTurns(
  tx: Tx,
  recipients: readonly string[],
  now: number,
  capMs: number,
): Promise<ReadonlySet<string>> {
  const rows = await take(tx, [[...recipients].sort(), timestamp(now), capMs]);
  return new Set(rows.map((row) => row.recipient));
}

/** When these were last written to (epoch milliseconds). */
export async function readTurns(
  tx: Tx,
  recipients: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await read(tx, [recipients]);
  return new Map(rows.map((row) => [row.recipient, row.prompted_at]));
}

// In the order of the keys, so that two sweeps that meet in several of them never wait for each other.
const take = prepared<{ recipient: string }>(
  "take_turns",
  `insert into prompted_recipients as p (recipient, prompted_at)
  select recipient, $2 from unnest($1::text[]) as t(recipient) order by recipient collate "C"
  on conflict (recipient) do update set prompted_at = excluded.prompted_at
    where p.prompted_at <= excluded.prompted_at - $3 * interval '1 ms'
  returning recipient`,
);

const read = prepared<{ recipient: string; prompted_at: number }>(
  "read_turns",
  "select recipient, prompted_at from prompted_recipients where recipient = any ($1)",
);
