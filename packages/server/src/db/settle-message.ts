import { type Db, prepared } from "./database.ts";

/** How a leased message ended. */
export type Settlement =
  | { readonly state: "sent" }
  | {
      readonly state: "retry";
      readonly error: string;
      readonly delayMs: number;
      /** Whether some attempt may have been accepted; then it is never taken for not sent again. */
      readonly isAmbiguous: boolean;
      /** Whether the attempt counts; not if nothing was tried. */
      readonly isCounted: boolean;
    }
  | { readonly state: "unknown" | "dead"; readonly error: string };

/** A message as it went out, without what opens an order or ends mail. */
export interface SentCopy {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A leased message and how it ended. */
export interface Settled {
  readonly token: string;
  readonly settlement: Settlement;
  /** What was let go, where anything was. */
  readonly copy: SentCopy | null;
}

/**
 * Settles all prompts of each message. Only the holder of its lease may; of one whose lease was lost nothing is
 * changed.
 *
 * @returns the tokens whose leases held
 */
export async function settleMessages(
  db: Db,
  messages: readonly Settled[],
): Promise<ReadonlySet<string>> {
  const ends = messages.map(({ settlement }) => settlement);
  const retries = ends.map((end) => (end.state === "retry" ? end : null));
  const rows = await settle(db, [
    messages.map(({ token }) => token),
    ends.map(({ state }) => state),
    ends.map((end) => (end.state === "sent" ? null : end.error)),
    retries.map((retry) => retry?.delayMs ?? 0),
    retries.map((retry) => retry !== null && !retry.isAmbiguous),
    retries.map((retry) => (retry !== null && !retry.isCounted ? 1 : 0)),
    messages.map(({ copy }) => copy?.subject ?? null),
    messages.map(({ copy }) => copy?.html ?? null),
    messages.map(({ copy }) => copy?.text ?? null),
  ]);
  return new Set(rows.map(({ lease_token }) => lease_token));
}

/** Takes one prompt out of a leased message: it can't be sent, the others can. */
export async function giveUpPrompt(
  db: Db,
  token: string,
  promptId: string,
  error: string,
): Promise<void> {
  await giveUp(db, [token, promptId, error]);
}

// What may have been accepted by an earlier attempt is not known to be dead.
const giveUp = prepared(
  "give_up_prompt",
  `update prompts set state = case when ending_at is null then 'dead' else 'unknown' end,
    last_error = $3, lease_token = null, lease_until = null
  where lease_token = $1 and prompt_id = $2 and state = 'sending'`,
);

// The marker is cleared only where no attempt ever ended its message. What the row returns is its lease as it was:
// by then it has none. The attempt and the message as it went out are kept along, in the same round trip; of a
// message that is sent again, the copy that went out last.
const settle = prepared<{ lease_token: string }>(
  "settle_message",
  `with ends as (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::float8[], $5::boolean[], $6::integer[],
      $7::text[], $8::text[], $9::text[])
      as s(lease_token, state, error, delay_ms, was_not_ended, not_counted, subject, html, plain)
  ), settled as (
  update prompts p set state = s.state, last_error = s.error,
    sent_at = case when s.state = 'sent' then date_trunc('milliseconds', clock_timestamp()) end,
    next_attempt_at = now() + s.delay_ms * interval '1 ms',
    ending_at = case when s.was_not_ended then null else p.ending_at end,
    attempts = p.attempts - s.not_counted,
    lease_token = null, lease_until = null
  from ends s
  where p.lease_token = s.lease_token and p.state = 'sending'
  returning s.lease_token, p.message_id, p.attempts
  ), messages as (
    select lease_token, message_id, max(attempts) as attempts from settled group by lease_token, message_id
  ), logged as (
    insert into message_attempts (message_id, attempt, outcome, error)
    select m.message_id, m.attempts, s.state, s.error from messages m join ends s using (lease_token)
    where s.not_counted = 0
    on conflict do nothing
  ), kept as (
    insert into message_copies (message_id, subject, html, plain)
    select m.message_id, s.subject, s.html, s.plain from messages m join ends s using (lease_token)
    where s.html is not null
    on conflict (message_id) do update set subject = excluded.subject, html = excluded.html,
      plain = excluded.plain, kept_at = excluded.kept_at
  )
  select lease_token from settled`,
);
