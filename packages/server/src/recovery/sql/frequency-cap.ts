import { NEVER_WENT_OUT } from "../../lifecycle/sql/prompt-states.ts";
import { prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";

/**
 * Claims the right to prompt these recipients now: members and mailboxes, as `recipientKeys` names them. If two sweeps
 * want to prompt the same recipient, the second waits for the first one's commit and then gets no permission, unless
 * nothing came of the first one's message.
 *
 * @param messages the recipients, each with the `Message-ID` of the mail that it would get
 * @param now epoch milliseconds by the database's clock
 * @param capMs the least time between two prompts to one recipient, in milliseconds
 * @returns the recipients that may be prompted
 */
export async function claimFrequencyCap(
  tx: Tx,
  messages: ReadonlyMap<string, string>,
  now: number,
  capMs: number,
): Promise<ReadonlySet<string>> {
  const recipients = [...messages.keys()].sort();
  const messageIds = recipients.map((recipient) => messages.get(recipient));
  const rows = await take(tx, [recipients, timestamp(now), capMs, messageIds]);
  const granted = new Set(rows.map((row) => row.recipient));
  if (granted.size === recipients.length) return granted;
  for (const { recipient } of await takeVoid(tx, [recipients, timestamp(now), messageIds])) {
    granted.add(recipient);
  }
  return granted;
}

/** When these recipients last got a prompt (epoch milliseconds). */
export async function readLastPrompted(
  tx: Tx,
  recipients: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await read(tx, [recipients]);
  return new Map(rows.map((row) => [row.recipient, row.prompted_at]));
}

// Rows are written in the order of the keys, so that two sweeps that share several keys can't deadlock.
const take = prepared<{ recipient: string }>(
  "claim_frequency_cap",
  `insert into prompted_recipients as p (recipient, prompted_at, message_id)
  select recipient, $2, message_id from unnest($1::text[], $4::text[]) as t(recipient, message_id)
  order by recipient collate "C"
  on conflict (recipient) do update set prompted_at = excluded.prompted_at, message_id = excluded.message_id
    where p.prompted_at <= excluded.prompted_at - $3 * interval '1 ms'
  returning recipient`,
);

// A statement of its own, after the first one has locked all rows: only a new snapshot shows the prompts of a claim for
// which the first one has waited. The claims of this transaction have no prompts yet.
const takeVoid = prepared<{ recipient: string }>(
  "claim_void_caps",
  `update prompted_recipients p set prompted_at = $2, message_id = t.message_id
  from unnest($1::text[], $3::text[]) as t(recipient, message_id)
  where p.recipient = t.recipient and p.message_id <> t.message_id and ${isVoid("p")}
  returning p.recipient`,
);

const read = prepared<{ recipient: string; prompted_at: number }>(
  "read_last_prompted",
  "select recipient, prompted_at from prompted_recipients where recipient = any ($1)",
);

/** Whether no mail came, or will come, of a claim. @param claim the alias of a row of prompted_recipients */
export function isVoid(claim: string): string {
  return `(${claim}.message_id is not null and not exists (select from prompts sent
    where sent.message_id = ${claim}.message_id and not sent.state ${NEVER_WENT_OUT}))`;
}
