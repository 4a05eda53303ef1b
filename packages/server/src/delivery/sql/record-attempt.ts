import { type Db, prepared } from "../../platform/postgres/database.ts";

/** How an attempt at a leased message ended. */
export type AttemptOutcome =
  | { readonly state: "sent" }
  | {
      readonly state: "retry";
      readonly error: string;
      readonly delayMs: number;
      /** Whether an attempt may have been accepted. If so, the message is never again treated as not sent. */
      readonly isAmbiguous: boolean;
      /** Whether the attempt counts; it does not if nothing was tried. */
      readonly isCounted: boolean;
    }
  | { readonly state: "unknown" | "dead"; readonly error: string };

/** A message as it went out, without the links that open an order or unsubscribe. */
export interface SentCopy {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A leased message, and how the attempt ended. */
export interface AttemptRecord {
  readonly token: string;
  readonly attemptOutcome: AttemptOutcome;
  /** The message as it may have gone out; `null` when no end marker was permitted. */
  readonly copy: SentCopy | null;
}

/**
 * Records the outcome for all prompts of each message. Only the holder of a message's lease may do so; if the lease was
 * lost, nothing is changed.
 *
 * @returns the tokens of the leases that were still valid
 */
export async function recordAttempts(
  db: Db,
  messages: readonly AttemptRecord[],
): Promise<ReadonlySet<string>> {
  const ends = messages.map(({ attemptOutcome }) => attemptOutcome);
  const retries = ends.map((end) => (end.state === "retry" ? end : null));
  const rows = await record(db, [
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

/** Takes one prompt that can't be sent out of a leased message; the others can still be sent. */
export async function buryPrompt(
  db: Db,
  token: string,
  promptId: string,
  error: string,
): Promise<void> {
  await bury(db, [token, promptId, error]);
}

// If an earlier attempt may have been accepted, the prompt is `unknown` instead of dead.
const bury = prepared(
  "bury_prompt",
  `update prompts set state = case when ending_at is null then 'dead' else 'unknown' end,
    last_error = $3, lease_token = null, lease_until = null
  where lease_token = $1 and prompt_id = $2 and state = 'sending'`,
);

// The marker is cleared only if no attempt ever wrote the end marker. The statement returns the former lease, because
// the row no longer has one by then. The same round trip stores the attempt and the message as it went out; if a
// message is sent again, the last copy is kept.
const record = prepared<{ lease_token: string }>(
  "record_attempt",
  `with ends as (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::float8[], $5::boolean[], $6::integer[],
      $7::text[], $8::text[], $9::text[])
      as s(lease_token, state, error, delay_ms, was_not_ended, not_counted, subject, html, plain)
  ), recorded as (
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
    select lease_token, message_id, max(attempts) as attempts from recorded group by lease_token, message_id
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
  select lease_token from recorded`,
);
