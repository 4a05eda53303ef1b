import { type RecoveryDecision, transition } from "@followthrough/core/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readForTransition } from "../../src/lifecycle/sql/read-for-transitions.ts";
import {
  type TransitionWrite,
  writeTransitions,
} from "../../src/lifecycle/sql/write-transitions.ts";
import { transaction } from "../../src/platform/postgres/database.ts";
import { writeDecisions } from "../../src/recovery/sql/write-decisions.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const PLACED = "2026-01-01T00:00:00Z";
const NEXT = Date.parse("2026-03-01T08:00:00.123Z");
const DECISIONS: readonly RecoveryDecision[] = [
  {
    kind: "prompt",
    reason: "waiting_on_member",
    email: "ada@mail.example",
    step: 0,
    nextActionAt: NEXT,
  },
  { kind: "defer", reason: "quiet_hours", nextActionAt: NEXT },
  { kind: "suppress", reason: "hold_out", step: 0, nextActionAt: NEXT },
  // Needs are not among what the short statement writes.
  { kind: "suppress", reason: "opted_out", raises: "unreachable", nextActionAt: NEXT },
  { kind: "escalate", reason: "missing_address", nextActionAt: NEXT },
  // Puts a note in the metadata, which the short statement does not write.
  { kind: "escalate", reason: "missing_member", nextActionAt: NEXT },
  { kind: "defer", reason: "frequency_cap", deferredSince: NEXT - 1, nextActionAt: NEXT },
];

test("decisions write the same rows as transitions", async () => {
  const [now] = await shop.sql("select date_trunc('milliseconds', now()) as now");
  const short = await decide("short", Number(now?.now));
  const whole = await decide("whole", Number(now?.now));

  const written = await transaction(shop.context.pool, (tx) => writeDecisions(tx, short));
  await writeTransitions(shop.context.pool, whole);

  expect([...written].sort()).toEqual(short.map(({ orderId }) => orderId).sort());
  const rows = await rowsOf("whole");
  expect(rows.orchestrations.map(({ version }) => version)).toEqual(DECISIONS.map(() => 2));
  expect(rows.prompts).toHaveLength(1);
  expect(rows.escalations).toHaveLength(3);
  expect(await rowsOf("short")).toEqual(rows);
});

test("nothing is written for an order that has changed since it was decided", async () => {
  const [stays, moves, ...others] = await decide("moving", Date.now());
  if (stays === undefined || moves === undefined) throw new Error("There are six");
  const late = [moves, ...others];
  for (const { orderId } of late) {
    await shop.api.postEvent(orderId, { stage: "payment", status: "waiting" });
  }
  const before = await rowsOf("moving");

  const written = await transaction(shop.context.pool, (tx) =>
    writeDecisions(tx, [stays, ...late]),
  );

  expect(written).toEqual(new Set([stays.orderId]));
  const after = await rowsOf("moving");
  expect(after.orchestrations.slice(1)).toEqual(before.orchestrations.slice(1));
  expect([after.prompts.length, after.escalations.length]).toEqual([1, 0]);
});

/** One order for each decision, and the decision's write. */
async function decide(prefix: string, now: number): Promise<TransitionWrite[]> {
  const { pool, policy } = shop.context;
  const writes: TransitionWrite[] = [];
  for (const [at, decision] of DECISIONS.entries()) {
    const orderId = `${prefix}-${at}`;
    await shop.api.putOrder(orderId, { placedAt: PLACED });
    const report = { source: null, sourceEventId: null };
    const { orchestration } = (await readForTransition(pool, orderId, null, report)) ?? {};
    if (orchestration === null || orchestration === undefined) throw new Error("It was placed");
    const event = { kind: "sweep", decision, policyVersion: "1", runId: "the run" } as const;
    const decided = transition(orchestration, event, policy, now);
    if (!decided.ok) throw new Error(decided.code);
    const { next, entry, effects } = decided;
    const prompt = decision.kind === "prompt" ? promptTo(decision.email, at) : null;
    writes.push({ orderId, next, entry, ...effects, prompt, stored: null, operation: null });
  }
  return writes;
}

function promptTo(recipient: string, at: number): TransitionWrite["prompt"] {
  return {
    promptId: crypto.randomUUID(),
    stage: "payment",
    memberId: "ada",
    recipient,
    step: 0,
    messageId: `<message-${at}@shop.example>`,
    policyVersion: "1",
    promisedBy: null,
    worthUntil: Date.parse("2026-03-02T00:00:00Z"),
  };
}

/** Every column except names that differ intentionally and the times of the writes. */
async function rowsOf(prefix: string) {
  const read = (table: string, without: readonly string[]) =>
    shop
      .sql(
        `select to_jsonb(t) - $2::text[] as row from ${table} t where order_id like $1
        order by order_id, 1`,
        [`${prefix}-%`, ["order_id", ...without]],
      )
      .then((rows) => rows.map(({ row }) => row as Readonly<Record<string, unknown>>));
  return {
    orchestrations: await read("orchestrations", ["last_transition_at"]),
    events: await read("(select * from orchestration_events where kind = 'sweep')", []),
    prompts: await read("prompts", ["prompt_id", "next_attempt_at"]),
    escalations: await read("escalations", ["escalation_id", "opened_at"]),
  };
}
