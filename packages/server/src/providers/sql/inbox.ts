import type { InboxMessage } from "@followthrough/core/contract";
import type { InboxState, Provider } from "@followthrough/core/domain";
import { type Db, prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";
import type { Position } from "../../platform/postgres/position.ts";
import { iso, isoOrNull } from "../../platform/postgres/times.ts";

/** A verified message that is not yet kept. */
export interface NewMessage {
  readonly source: Provider;
  readonly account: string;
  readonly eventId: string;
  readonly body: Buffer;
  readonly bodyHash: Buffer;
  /** Epoch milliseconds. */
  readonly signedAt: number | null;
}

/** A kept message, for the code that applies it. Times are epoch milliseconds. */
export interface StoredMessage {
  readonly inboxId: string;
  readonly source: Provider;
  readonly eventId: string;
  readonly body: Buffer;
  readonly signedAt: number | null;
  readonly receivedAt: number;
  readonly state: InboxState;
}

/** What became of a message. */
export interface MessageOutcome {
  readonly state: Exclude<InboxState, "received">;
  readonly eventType: string | null;
  readonly orderId: string | null;
  readonly reason: string | null;
  /** The addresses that it stopped mail to. */
  readonly mailboxes: readonly string[];
}

/** Which messages to list; `null` means any. */
export interface InboxFilter {
  readonly source: string | null;
  readonly state: string | null;
  readonly orderId: string | null;
}

/** The id of a kept message, and whether it is new. */
export interface KeptReceipt {
  readonly inboxId: string;
  readonly isNew: boolean;
}

/**
 * Keeps messages in one commit. For a message that is already kept, only the repeat is counted.
 *
 * @param messages must not contain the same event twice
 * @returns the receipts in the order of the messages
 */
export async function storeMessages(
  db: Db,
  messages: readonly NewMessage[],
): Promise<KeptReceipt[]> {
  const rows = await store(db, [
    messages.map(({ source }) => source),
    messages.map(({ account }) => account),
    messages.map(({ eventId }) => eventId),
    messages.map(({ body }) => body),
    messages.map(({ bodyHash }) => bodyHash),
    messages.map(({ signedAt }) => timestamp(signedAt)),
  ]);
  return rows.map((row) => ({ inboxId: row.inbox_id, isNew: row.is_new }));
}

/** @returns `null` if there is no message with this id */
export async function readMessage(db: Db, inboxId: string): Promise<StoredMessage | null> {
  const [row] = await read(db, [inboxId]);
  return row === undefined ? null : row;
}

/** Takes messages that have no job yet, the oldest first. */
export async function claimMessages(tx: Tx, limit: number): Promise<string[]> {
  return (await claim(tx, [limit])).map((row) => row.inbox_id);
}

/** Writes what became of a message, unless that was already written. */
export async function recordMessageOutcome(
  db: Db,
  inboxId: string,
  { state, eventType, orderId, reason, mailboxes }: MessageOutcome,
): Promise<void> {
  const named = mailboxes.length > 0 ? mailboxes : null;
  await record(db, [inboxId, state, eventType, orderId, reason, named]);
}

/** Keeps the reason why an attempt failed. */
export async function noteAttempt(db: Db, inboxId: string, reason: string): Promise<void> {
  await note(db, [inboxId, reason]);
}

/** Marks a message as dead after its last attempt. @returns the reason, or `null` if it already has an outcome */
export async function buryMessage(db: Db, inboxId: string): Promise<string | null> {
  const [row] = await bury(db, [inboxId]);
  return row === undefined ? null : (row.reason ?? "");
}

/** Makes a message due again, in any state. @returns `null` if there is no such message or its body was deleted */
export async function replayMessage(db: Db, inboxId: string): Promise<InboxMessage | null> {
  const [row] = await replay(db, [inboxId]);
  return row === undefined ? null : toView(row);
}

/** Makes messages in this state due again, the oldest first. @returns how many */
export async function replayMessages(db: Db, state: InboxState, limit: number): Promise<number> {
  return (await replayAll(db, [state, limit])).length;
}

/** Deletes the bodies of applied or ignored messages that are older than this; the rows stay. @returns how many */
export async function emptyOldMessages(db: Db, olderThanMs: number): Promise<number> {
  return (await empty(db, [olderThanMs])).length;
}

/** @returns `null` if there is no message with this id */
export async function viewMessage(db: Db, inboxId: string): Promise<InboxMessage | null> {
  const [row] = await view(db, [inboxId]);
  return row === undefined ? null : toView(row);
}

/** Messages, newest first; a keyset page. */
export async function listMessages(
  db: Db,
  { source, state, orderId }: InboxFilter,
  after: Position | null,
  limit: number,
): Promise<{ message: InboxMessage; position: Position }[]> {
  const position = [timestamp(after?.time ?? null), after?.id ?? null];
  const rows = await list(db, [source, state, orderId, ...position, limit]);
  return rows.map((row) => ({
    message: toView(row),
    position: { time: row.received_at, id: row.inbox_id },
  }));
}

interface ViewRow {
  inbox_id: string;
  source: Provider;
  account: string;
  event_id: string;
  event_type: string | null;
  order_id: string | null;
  state: InboxState;
  reason: string | null;
  mailboxes: string[] | null;
  deliveries: number;
  body_hash: string;
  size: number;
  signed_at: number | null;
  received_at: number;
  settled_at: number | null;
}

function toView(row: ViewRow): InboxMessage {
  return {
    inboxId: row.inbox_id,
    provider: row.source,
    account: row.account,
    eventId: row.event_id,
    type: row.event_type,
    orderId: row.order_id,
    state: row.state,
    reason: row.reason,
    mailboxes: row.mailboxes ?? [],
    deliveries: row.deliveries,
    bodyHash: row.body_hash,
    size: row.size,
    signedAt: isoOrNull(row.signed_at),
    receivedAt: iso(row.received_at),
    settledAt: isoOrNull(row.settled_at),
  };
}

const VIEW = `inbox_id, source, account, event_id, event_type, order_id, state, reason, mailboxes, deliveries,
  encode(body_hash, 'hex') as body_hash, length(body) as size, signed_at, received_at, settled_at`;

// `xmax = 0` holds only for a row that this statement inserted. Rows are written in the order of the key, so that two
// groups that share several rows can't deadlock, and returned in the order of the messages.
const store = prepared<{ inbox_id: string; is_new: boolean }>(
  "store_messages",
  `with input as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::timestamptz[])
      with ordinality as m(source, account, event_id, body, body_hash, signed_at, place)
  ), kept as (
    insert into webhook_inbox as i (source, account, event_id, body, body_hash, signed_at)
    select source, account, event_id, body, body_hash, signed_at from input
    order by source, account, event_id
    on conflict on constraint said_once do update set deliveries = i.deliveries + 1
    returning i.inbox_id, i.source, i.account, i.event_id, i.xmax = 0 as is_new
  )
  select k.inbox_id, k.is_new from input join kept k using (source, account, event_id)
  order by input.place`,
);

const read = prepared<StoredMessage>(
  "read_message",
  `select inbox_id as "inboxId", source, event_id as "eventId", body, signed_at as "signedAt",
    received_at as "receivedAt", state
  from webhook_inbox where inbox_id = $1`,
);

// Skips rows that another process has locked. The partial index holds only messages that are due.
const claim = prepared<{ inbox_id: string }>(
  "claim_messages",
  `with due as materialized (
    select inbox_id from webhook_inbox where job = 'due'
    order by received_at limit $1 for update skip locked
  )
  update webhook_inbox i set job = 'queued' from due where i.inbox_id = due.inbox_id
  returning i.inbox_id`,
);

const record = prepared(
  "record_message_outcome",
  `update webhook_inbox set state = $2, event_type = $3, order_id = $4, reason = $5, mailboxes = $6,
    settled_at = clock_timestamp()
  where inbox_id = $1 and state = 'received'`,
);
const note = prepared(
  "note_attempt_of_message",
  "update webhook_inbox set reason = $2 where inbox_id = $1 and state = 'received'",
);

const bury = prepared<{ reason: string | null }>(
  "bury_message",
  `update webhook_inbox set state = 'dead', settled_at = clock_timestamp()
  where inbox_id = $1 and state = 'received' returning reason`,
);

const AGAIN = "state = 'received', job = 'due', reason = null, mailboxes = null, settled_at = null";

const replay = prepared<ViewRow>(
  "replay_message",
  `update webhook_inbox set ${AGAIN} where inbox_id = $1 and body <> '' returning ${VIEW}`,
);

const replayAll = prepared<{ inbox_id: string }>(
  "replay_messages",
  `update webhook_inbox i set ${AGAIN} from (
    select inbox_id from webhook_inbox where state = $1 and body <> ''
    order by received_at, inbox_id limit $2 for update skip locked
  ) due where i.inbox_id = due.inbox_id returning i.inbox_id`,
);

// Works in portions, along an index without emptied messages. Id and hash stay, so that repeats are still recognized;
// addresses don't.
const empty = prepared(
  "empty_old_messages",
  `update webhook_inbox set body = '', mailboxes = null where inbox_id in (
    select inbox_id from webhook_inbox
    where state in ('applied', 'ignored') and body <> '' and received_at < now() - $1 * interval '1 ms'
    order by received_at limit 1000
  ) returning inbox_id`,
);

const view = prepared<ViewRow>(
  "view_message",
  `select ${VIEW} from webhook_inbox where inbox_id = $1`,
);

// A total order (received_at desc, inbox_id), which is the order of the index.
const list = prepared<ViewRow>(
  "list_messages",
  `select ${VIEW} from webhook_inbox
  where ($1::text is null or source = $1) and ($2::text is null or state = $2)
    and ($3::text is null or order_id = $3)
    and ($4::timestamptz is null or received_at < $4
      or (received_at = $4 and inbox_id > $5::uuid))
  order by received_at desc, inbox_id limit $6`,
);
