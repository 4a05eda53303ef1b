import { addressKey, type Entry, mailboxKey, type Orchestration } from "@followthrough/core/domain";
import { readNote, registersToStore } from "@followthrough/core/words";
import { AUTOMATIC_RESOLUTIONS } from "../../lifecycle/sql/escalation-rows.ts";
import { moneyToStore } from "../../lifecycle/sql/money-column.ts";
import { AWAITS_SENDING } from "../../lifecycle/sql/prompt-states.ts";
import { thingsToStore } from "../../lifecycle/sql/things-column.ts";
import { prepared, type Tx } from "../../platform/postgres/database.ts";

/** Replaces everything that a person wrote or received. */
const ERASED = "(erased)";

/** Locks a member's orders until the transaction ends. @returns the order ids, and all addresses of the member */
export async function lockMembersOrders(
  tx: Tx,
  memberId: string,
): Promise<{ orderIds: string[]; addresses: string[] }> {
  const rows = await orders(tx, [memberId]);
  const [known] = await address(tx, [memberId]);
  const given = [known?.email, ...rows.map((row) => row.email)].flatMap((email) => email ?? []);
  const written = await recipients(tx, [rows.map((row) => row.order_id)]);
  const addresses = new Set(
    [...given, ...written.map((row) => row.recipient)].map((a) => a.toLowerCase()),
  );
  return { orderIds: rows.map((row) => row.order_id), addresses: [...addresses] };
}

/** Whether a message about one of these orders is on its way. */
export async function isBeingSent(tx: Tx, orderIds: readonly string[]): Promise<boolean> {
  return (await sending(tx, [orderIds])).length > 0;
}

/**
 * Erases texts from these orders' timelines; numbers, kinds, stages and times stay, and so do all notes of our own: rules
 * read them, and they name nobody.
 *
 * @returns how many entries
 */
export async function eraseEntries(tx: Tx, orderIds: readonly string[]): Promise<number> {
  await allow(tx, []);
  const written = (await notes(tx, [orderIds])).map((row) => row.note);
  const ours = written.filter((text) => typeof readNote(text) !== "string");
  return (await entries(tx, [orderIds, ERASED, ours])).length;
}

/** Writes the money and the things of these entries of an order, which say the same without a person's texts. */
export async function eraseEntriesReports(
  tx: Tx,
  orderId: string,
  entries: readonly Pick<Entry, "version" | "money" | "things">[],
): Promise<void> {
  const changed = entries
    .filter(({ money, things }) => money?.reports !== undefined || things !== null)
    .map(({ version, money, things }) => ({ version, money, things }));
  if (changed.length > 0) await entriesReports(tx, [orderId, JSON.stringify(changed)]);
}

/** Writes the state that an order's timeline gives after its texts were erased. */
export async function rewriteState(
  tx: Tx,
  orderId: string,
  state: Pick<Orchestration, "registers" | "money" | "things" | "metadata">,
): Promise<void> {
  const { registers, money, things, metadata } = state;
  await rewritten(tx, [
    orderId,
    JSON.stringify(registersToStore(registers)),
    JSON.stringify(moneyToStore(money)),
    JSON.stringify(metadata),
    JSON.stringify(thingsToStore(things)),
  ]);
}

/** Erases the person from every other table. @returns how many prompts were erased */
export async function eraseEverywhere(
  tx: Tx,
  memberId: string,
  orderIds: readonly string[],
  addresses: readonly string[],
): Promise<number> {
  const erased = await prompts(tx, [orderIds, ERASED]);
  await attempts(tx, [erased.map((row) => row.message_id)]);
  await copies(tx, [erased.map((row) => row.message_id)]);
  await resolutions(tx, [orderIds, ERASED]);
  await answers(tx, [orderIds]);
  await parked(tx, [orderIds]);
  await messages(tx, [orderIds, addresses]);
  await guests(tx, [orderIds]);
  await steps(tx, [memberId, ERASED]);
  const mailboxes = [...new Set(addresses.map(mailboxKey))];
  await eraseCaps(tx, [addresses.map(addressKey)]);
  await keepKey(tx, []);
  await suppressions(tx, [mailboxes]);
  await unsubscriptions(tx, [mailboxes, orderIds]);
  await lifts(tx, [mailboxes, orderIds]);
  await mailbox(tx, [addresses]);
  await preferences(tx, [memberId]);
  await member(tx, [memberId]);
  return erased.length;
}

/** Notes who erased the member, and why. */
export async function noteErasure(
  tx: Tx,
  memberId: string,
  erasedBy: string,
  reason: string,
): Promise<void> {
  await note(tx, [memberId, erasedBy, reason]);
}

// Locked in the order of ids, as in every transaction that locks several orders, and each orchestration before its order.
const orders = prepared<{ order_id: string; email: string | null }>(
  "lock_members_orders",
  `select r.order_id, r.email from orders r join orchestrations o using (order_id)
  where r.member_id = $1 order by r.order_id for no key update of o, r`,
);

const address = prepared<{ email: string | null }>(
  "lock_member",
  "select email from members where member_id = $1 for update",
);

const recipients = prepared<{ recipient: string }>(
  "list_orders_recipients",
  "select distinct recipient from prompts where order_id = any ($1)",
);

const sending = prepared(
  "list_orders_sending",
  "select 1 from prompts where order_id = any ($1) and state = 'sending' limit 1",
);

// The trigger that protects the timeline lets this transaction erase texts, and nothing else.
const allow = prepared("allow_erasing", "select set_config('followthrough.erasing', 'on', true)");

const notes = prepared<{ note: string }>(
  "list_entries_notes",
  "select distinct note from orchestration_events where order_id = any ($1) and note is not null",
);

// Texts that we wrote ourselves stay, because they name nobody: a decision's reason, a pause's end, an action's target.
const entries = prepared(
  "erase_entries",
  `update orchestration_events set
    note = case when note is null or note = any ($3) then note else $2 end,
    payload = case when kind in ('stage', 'order_changed') then null else payload end,
    metadata_patch = case when kind = 'stage' then null else metadata_patch end
  where order_id = any ($1) and (kind in ('stage', 'order_changed') and (payload is not null or metadata_patch is not null)
    or note is not null and note <> all ($3))
  returning version`,
);

// By the primary key. The trigger compares the numbers.
const entriesReports = prepared(
  "erase_entries_reports",
  `update orchestration_events e set money = n.money, things = n.things
  from jsonb_to_recordset($2::jsonb) as n(version integer, money jsonb, things jsonb)
  where e.order_id = $1 and e.version = n.version`,
);

const rewritten = prepared(
  "rewrite_state",
  "update orchestrations set registers = $2, money = $3, metadata = $4, things = $5 where order_id = $1",
);

const prompts = prepared<{ message_id: string }>(
  "erase_prompts",
  `update prompts set recipient = $2, mailbox = null, last_error = null,
    state = case when state ${AWAITS_SENDING}
      then case when ending_at is null then 'cancelled' else 'unknown' end else state end
  where order_id = any ($1) returning message_id`,
);

const attempts = prepared(
  "erase_attempts",
  "update message_attempts set error = null where message_id = any ($1)",
);
const copies = prepared("erase_copies", "delete from message_copies where message_id = any ($1)");

const resolutions = prepared(
  "erase_resolutions",
  `update escalations set resolution = $2 where order_id = any ($1) and resolution is not null
    and resolution not in ${AUTOMATIC_RESOLUTIONS}`,
);

const answers = prepared("erase_answers", "delete from idempotency_keys where order_id = any ($1)");
const parked = prepared("erase_parked", "delete from parked_facts where order_id = any ($1)");
// The row and the hash of a provider's message stay, but its body is deleted. A message with an empty body can't be
// reprocessed.
const messages = prepared(
  "erase_messages",
  `update webhook_inbox set body = '', mailboxes = null, reason = 'its member was erased',
    state = case when state in ('received', 'parked') then 'ignored' else state end,
    job = 'queued', settled_at = coalesce(settled_at, now())
  where order_id = any ($1) or mailboxes && $2::text[]`,
);
const guests = prepared(
  "erase_order_addresses",
  `update orders set email = null, email_problem = null, mailbox = null, locale = null, time_zone = null, status_url = null,
    attributes = '{}', updated_at = now()
  where order_id = any ($1)`,
);
const steps = prepared(
  "erase_steps",
  "update loyalty_steps set title = $2, updated_at = now() where member_id = $1",
);
const eraseCaps = prepared(
  "erase_caps",
  "delete from prompted_recipients where recipient = any ($1)",
);
const keepKey = prepared(
  "keep_suppression_key",
  "insert into suppression_key default values on conflict do nothing",
);
// Who complained, or wants no mail, gets none after the erasure either. The hash that is kept does not tell the address.
const suppressions = prepared(
  "erase_suppressions",
  `with gone as (delete from address_suppressions where address = any ($1) returning *)
  insert into address_suppressions (address, reason, also, created_at)
  select erased_mailbox(address), reason, also, created_at from gone
  on conflict (address) do nothing`,
);
const unsubscriptions = prepared(
  "erase_order_unsubscriptions",
  "delete from order_unsubscriptions where mailbox = any ($1) or order_id = any ($2)",
);
const lifts = prepared(
  "erase_suppression_lifts",
  "delete from suppression_lifts where address = any ($1) or order_id = any ($2)",
);
const mailbox = prepared(
  "erase_mailbox",
  "delete from development_mailbox where lower(recipient) = any ($1)",
);
const preferences = prepared(
  "erase_preferences",
  "delete from notification_preferences where member_id = $1",
);
const member = prepared("erase_member", "delete from members where member_id = $1");

const note = prepared(
  "note_erasure",
  `insert into erased_members (member_id, erased_by, reason) values ($1, $2, $3)
  on conflict (member_id) do update set erased_by = excluded.erased_by, reason = excluded.reason,
    erased_at = excluded.erased_at`,
);
