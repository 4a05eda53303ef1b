import type { TestApp } from "../support/app.ts";
import { KNOWN_ESCALATION, KNOWN_MESSAGE, KNOWN_PROMPT } from "./requests.ts";

/** Gives an order an open escalation, a prompt whose state is `unknown`, and a message in the inbox. */
export async function plantStuck({ sql }: Pick<TestApp, "sql">, orderId: string): Promise<void> {
  await sql(
    `insert into escalations (order_id, reason, opened_version, escalation_id)
    values ($1, 'provider_silent', 1, $2)
    on conflict (escalation_id) do update set order_id = excluded.order_id, resolved_at = null,
      resolution = null`,
    [orderId, KNOWN_ESCALATION],
  );
  await sql(
    `insert into prompts (order_id, stage, stage_entry, step, prompt_id, recipient, state, message_id,
      policy_version, worth_until)
    values ($1, 'payment', 1, 0, $2, 'ada@shoppers.example', 'unknown', '<known@shop.example>',
      'default-1', '2099-01-01')
    on conflict (prompt_id) do update set order_id = excluded.order_id, state = 'unknown',
      sent_at = null`,
    [orderId, KNOWN_PROMPT],
  );
  await sql(
    `insert into webhook_inbox (inbox_id, source, account, event_id, body, body_hash, state, order_id,
      settled_at)
    values ($2, 'stripe', '', 'evt_known', '{}', sha256('{}'), 'dead', $1, now())
    on conflict (inbox_id) do update set order_id = excluded.order_id`,
    [orderId, KNOWN_MESSAGE],
  );
}
