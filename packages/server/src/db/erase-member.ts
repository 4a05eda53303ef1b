import type { Orchestration } from "@followthrough/core/domain";
import { prepared, type Tx } from "./database.ts";

/** In place of what somebody said or was told. */
const ERASED = "(erased)";

/** Holds a member's orders until the transaction ends. @returns their ids, and all addresses there are of them */
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

/** Whether a message to one of these orders is on its way. */
export async function isBeingSent(tx: Tx, orderIds: readonly string[]): Promise<boolean> {
  return (await sending(tx, [orderIds])).length > 0;
}

/** Takes the words out of these orders' timelines; numbers, kinds, stages and times stay. @returns how many entries */
export async function eraseEntries(tx: Tx, orderIds: readonly string[]): Promise<number> {
  await allow(tx, []);
  return (await entries(tx, [orderIds, ERASED])).length;
}

/** Writes what an order's timeline says now, without its words. */
export async function rewriteState(
  tx: Tx,
  orderId: string,
  { registers, metadata }: Pick<Orchestration, "registers" | "metadata">,
): Promise<void> {
  await state(tx, [orderId, JSON.stringify(registers), JSON.stringify(metadata)]);
}

/** Takes the person out of everything else. @returns how many prompts there were */
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
  await messages(tx, [orderIds]);
  await guests(tx, [orderIds]);
  await steps(tx, [memberId, ERASED]);
  await turns(tx, [addresses]);
  await suppressions(tx, [addresses]);
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

// In the order of the ids, as everybody who locks several does.
const orders = prepared<{ order_id: string; email: string | null }>(
  "lock_members_orders",
  `select r.order_id, r.email from orders r join orchestrations o using (order_id)
  where r.member_id = $1 order by r.order_id for no key update`,
);

const address = prepared<{ email: string }>(
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

// The trigger that keeps the timeline lets this transaction take out words, and nothing else.
const allow = prepared("allow_erasing", "select set_config('followthrough.erasing', 'on', true)");

// What we wrote ourselves names nobody: a decision's reason, a pause's end, what an operator's action was done to.
const entries = prepared(
  "erase_entries",
  `update orchestration_events set
    note = case when note is null or kind in ('placed', 'sweep', 'reconsidered')
      or note = 'Not required for this order' then note else $2 end,
    payload = case when kind = 'stage' then null else payload end,
    metadata_patch = case when kind = 'stage' then null else metadata_patch end
  where order_id = any ($1) and (kind = 'stage' and (payload is not null or metadata_patch is not null)
    or note is not null and kind not in ('placed', 'sweep', 'reconsidered'))
  returning version`,
);

const state = prepared(
  "rewrite_state",
  "update orchestrations set registers = $2, metadata = $3 where order_id = $1",
);

const prompts = prepared<{ message_id: string }>(
  "erase_prompts",
  `update prompts set recipient = $2, last_error = null,
    state = case when state in ('pending', 'retry')
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
    and resolution not in ('moved_on', 'reconsidered')`,
);

const answers = prepared("erase_answers", "delete from idempotency_keys where order_id = any ($1)");
const parked = prepared("erase_parked", "delete from parked_facts where order_id = any ($1)");
// That a provider said something stays, with its hash; what it said goes. An empty body is no message that could be
// worked on again.
const messages = prepared(
  "erase_messages",
  `update webhook_inbox set body = '', reason = 'its member was erased',
    state = case when state in ('received', 'parked') then 'ignored' else state end,
    job = 'queued', settled_at = coalesce(settled_at, now())
  where order_id = any ($1)`,
);
const guests = prepared(
  "erase_order_addresses",
  "update orders set email = null, updated_at = now() where order_id = any ($1) and email is not null",
);
const steps = prepared(
  "erase_steps",
  "update loyalty_steps set title = $2, updated_at = now() where member_id = $1",
);
const turns = prepared(
  "erase_turns",
  "delete from prompted_recipients where recipient = any (select 'address:' || a from unnest($1::text[]) a)",
);
const suppressions = prepared(
  "erase_suppressions",
  "delete from address_suppressions where address = any ($1)",
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
