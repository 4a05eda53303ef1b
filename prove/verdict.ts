import { checkInvariants } from "./checks.ts";
import type { Stage } from "./stage.ts";
import { WaitedTooLong, waitUntil } from "./wait-until.ts";

/** One prompt as the database has it. */
export interface PromptRow {
  readonly prompt_id: string;
  readonly order_id: string;
  readonly stage: string;
  readonly step: number;
  readonly state: string;
  readonly attempts: number;
  readonly message_id: string;
  readonly recipient: string;
  readonly last_error: string | null;
}

/** The figures of one stage. */
export interface Verdict {
  readonly prompts: number;
  readonly sent: number;
  readonly unknown: number;
  readonly lost: number;
  readonly doubled: number;
  readonly restarts: number;
  /** One sentence each; none when every promise held. */
  readonly broken: readonly string[];
}

/** What a scenario may expect beside the usual. */
export interface Expectations {
  /** Whether this prompt, which is neither sent nor unknown, is in the specified state. */
  readonly isExpectedState?: (prompt: PromptRow) => boolean;
  /** Whether nobody could know the outcome of this prompt, for a reason that neither wire nor journal shows. */
  readonly isUnknowable?: (prompt: PromptRow) => boolean;
}

/** Waits until no prompt is on its way any more. @returns whether it came to that in time */
export async function waitForDelivery(stage: Stage, patienceMs: number): Promise<boolean> {
  try {
    await waitUntil("delivery", patienceMs, async () => {
      const { rows } = await stage.database.query<{ open: boolean }>(
        `select exists (select from prompts where state in ('pending', 'sending', 'retry')) as open`,
      );
      return rows[0]?.open === false ? true : undefined;
    });
    return true;
  } catch (error) {
    if (error instanceof WaitedTooLong) return false;
    throw error;
  }
}

/** Compares database, journal and wire with each other. Leaves nothing out because it was expected to fail. */
export async function judge(stage: Stage, expectations: Expectations = {}): Promise<Verdict> {
  const prompts = await readPrompts(stage);
  const broken: string[] = [];
  const accepted = stage.sink.journal.entries.filter((entry) => entry.accepted);
  const countOf = tally(accepted.map(({ messageId }) => messageId));
  let sent = 0;
  let unknown = 0;
  let lost = 0;
  for (const prompt of prompts) {
    const times = countOf.get(prompt.message_id) ?? 0;
    const which = `${prompt.order_id} (${prompt.stage}, step ${prompt.step})`;
    if (prompt.state === "sent") {
      sent += 1;
      if (times > 0) continue;
      lost += 1;
      broken.push(`${which} is marked sent and never reached the mail server`);
    } else if (prompt.state === "unknown") {
      unknown += 1;
      if (!isExplained(stage, prompt) && expectations.isUnknowable?.(prompt) !== true) {
        broken.push(
          `${which} is unknown although its outcome could be known: ${prompt.last_error}`,
        );
      }
    } else if (expectations.isExpectedState?.(prompt) !== true) {
      lost += 1;
      broken.push(
        `${which} was never sent: ${prompt.state} after ${prompt.attempts} attempts, ${prompt.last_error}`,
      );
    }
  }
  const doubles = [...countOf].filter(([, times]) => times > 1);
  for (const [messageId, times] of doubles) broken.push(`${messageId} was accepted ${times} times`);
  const doubled = doubles.length + countOrdersMailedTooOften(stage, prompts, broken);
  broken.push(...(await lostWrites(stage)), ...stage.shop.refusals);
  for (const { unexpectedExits } of stage.parts) broken.push(...unexpectedExits);
  broken.push(...(await checkInvariants(stage)));
  const restarts = stage.restarts();
  return { prompts: prompts.length, sent, unknown, lost, doubled, restarts, broken };
}

/** A process or a server was gone at the wrong moment, or the mail server never answered the message's end. */
function isExplained({ wireLog, sink }: Stage, { prompt_id, message_id }: PromptRow): boolean {
  const isUnanswered = sink.journal.entries.some(
    ({ messageId, reply }) => messageId === message_id && reply === null,
  );
  return isUnanswered || wireLog.explainUnknown(prompt_id) !== null;
}

/** All prompts, in a total order. */
export async function readPrompts(stage: Stage): Promise<PromptRow[]> {
  const { rows } = await stage.database.query<PromptRow>(
    `select prompt_id, order_id, stage, step, state, attempts, message_id, recipient, last_error
     from prompts order by order_id, stage, stage_entry, step`,
  );
  return rows;
}

/** Two messages about one step under two Message-IDs are twice, too: no more messages than prompts. */
function countOrdersMailedTooOften(
  stage: Stage,
  prompts: readonly PromptRow[],
  broken: string[],
): number {
  const messages = new Map<string, Set<string>>();
  for (const { accepted, orderIds, messageId } of stage.sink.journal.entries) {
    if (!accepted) continue;
    for (const id of orderIds) messages.set(id, (messages.get(id) ?? new Set()).add(messageId));
  }
  const decided = tally(prompts.map((prompt) => prompt.order_id));
  let count = 0;
  for (const [orderId, ids] of messages) {
    if (ids.size <= (decided.get(orderId) ?? 0)) continue;
    count += 1;
    broken.push(`${orderId} got ${ids.size} messages for ${decided.get(orderId) ?? 0} prompts`);
  }
  return count;
}

/** What the API has said yes to and the database does not have, or has twice. */
async function lostWrites({ shop, database }: Stage): Promise<string[]> {
  const { rows: orders } = await database.query<{ id: string }>(
    "select order_id as id from orders join orchestrations using (order_id)",
  );
  const { rows: members } = await database.query<{ id: string }>(
    "select member_id as id from members",
  );
  const { rows: notes } = await database.query<{ note: string; count: number }>(
    `select note, count(*)::integer as count from orchestration_events
     where kind = 'stage' and note is not null group by note`,
  );
  const known = {
    order: new Set(orders.map(({ id }) => id)),
    member: new Set(members.map(({ id }) => id)),
  };
  const times = new Map(notes.map(({ note, count }) => [note, count]));
  return shop.acknowledged.flatMap(({ kind, id, key }) => {
    if (kind === "preferences") return [];
    if (kind !== "event") return known[kind].has(id) ? [] : [`acknowledged ${kind} ${id} is lost`];
    const count = times.get(key ?? "") ?? 0;
    return count === 1 ? [] : [`acknowledged event ${key} is in the timeline ${count} times`];
  });
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
