import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  decideRecovery,
  type Entry,
  type Orchestration,
  type OrderHistory,
  placeOrder,
  type RecoveryPolicy,
  type ReplayRun,
  recordedDecisions,
  replayPolicy,
  transition,
} from "../../src/domain/index.ts";

const HOUR = 60 * 60_000;
const START = Date.parse("2026-03-02T09:00:00Z");
const PLAIN: RecoveryPolicy = {
  ...DEFAULT_POLICY,
  quietHours: null,
  frequencyCapMs: null,
  foldsOrders: false,
};

const RUNS: readonly ReplayRun[] = Array.from({ length: 24 * 8 }, (_, at) => {
  const time = START + (at + 1) * (HOUR / 2);
  return { runId: `run-${at}`, dueBy: time, decidedAt: time + 40 };
});

/** Runs these sweeps under a policy, as the product does, and keeps the timeline. */
function live(
  orderId: string,
  policy: RecoveryPolicy,
  paidAfterMs = Number.POSITIVE_INFINITY,
): OrderHistory {
  const shopper = {
    member: "known",
    email: "ada@shoppers.example",
    timeZone: "UTC",
    isTest: false,
    pointsReturnAt: null,
    isAssigned: false,
    boughtAgain: false,
  } as const;
  const placed = placeOrder([], START, policy, START);
  const entries: Entry[] = [...placed.entries];
  let state: Orchestration = placed.orchestration;
  let isPaid = false;
  for (const { runId, dueBy, decidedAt } of RUNS) {
    if (!isPaid && dueBy >= START + paidAfterMs) {
      isPaid = true;
      const paid = transition(state, { ...PAID, occurredAt: dueBy - 1 }, policy, dueBy - 1);
      if (!paid.ok) throw new Error(paid.code);
      entries.push(paid.entry);
      state = paid.next;
    }
    if (state.nextActionAt === null || state.nextActionAt > dueBy) continue;
    const context = {
      orderId,
      ...shopper,
      orderUpdates: true,
      isTest: false,
      suppression: null,
      lastPromptedAt: null,
      providerAnswer: "none" as const,
    };
    const decision = decideRecovery(state, context, policy, decidedAt + 7);
    const event = { kind: "sweep", decision, policyVersion: policy.version, runId } as const;
    const decided = transition(state, event, policy, decidedAt + 7);
    if (!decided.ok) throw new Error(decided.code);
    entries.push(decided.entry);
    state = decided.next;
  }
  return {
    orderId,
    recipient: `member:${orderId}`,
    shopper,
    optedOutAt: null,
    suppressed: null,
    entries,
  };
}

const PAID = {
  kind: "stage",
  stage: "payment",
  status: "completed",
  reopens: false,
  source: "acme",
  sourceEventId: "1",
  waitingOn: null,
  nextActionAt: null,
  note: null,
  payload: null,
  metadataPatch: null,
  actor: "api",
} as const;

const END = START + 5 * 24 * HOUR;
const prompts = (decisions: ReturnType<typeof replayPolicy>) =>
  decisions
    .filter(({ kind }) => kind === "prompt")
    .map(({ stage, step, at }) => ({ stage, step, at }));

describe("a simulation", () => {
  test.each([Number.POSITIVE_INFINITY, HOUR, 7 * HOUR, 30 * HOUR])(
    "of the policy that was in force gives every decision at its very time, paid after %d ms",
    (paidAfterMs) => {
      const history = live("one", PLAIN, paidAfterMs);
      const recorded = recordedDecisions([history], START, END);
      expect(recorded.length).toBeGreaterThan(0);
      expect(replayPolicy([history], PLAIN, RUNS, START)).toEqual(recorded);
    },
  );

  test("that starts later uses what was recorded until then", () => {
    const history = live("one", PLAIN);
    const from = START + 20 * HOUR;
    const runs = RUNS.filter(({ dueBy }) => dueBy >= from);
    expect(replayPolicy([history], PLAIN, runs, from)).toEqual(
      recordedDecisions([history], from, END),
    );
  });

  test("with more patience prompts later, and with a longer cadence less often", () => {
    const history = live("one", PLAIN);
    const stage = PLAIN.stages.payment;
    const patient: RecoveryPolicy = {
      ...PLAIN,
      version: "patient",
      stages: {
        ...PLAIN.stages,
        payment: { ...stage, patienceMs: 5 * HOUR, cadenceMs: [0, 48 * HOUR] },
      },
    };
    const replayed = prompts(replayPolicy([history], patient, RUNS, START));
    expect(replayed.map(({ step, at }) => [step, Math.round((at - START) / HOUR)])).toEqual([
      [0, 5],
      [1, 54],
    ]);
  });

  test("applies facts when they came: a member who has paid by then gets no prompt", () => {
    const history = live("one", PLAIN, HOUR);
    const stage = PLAIN.stages.payment;
    const patient = {
      ...PLAIN,
      stages: { ...PLAIN.stages, payment: { ...stage, patienceMs: 2 * HOUR } },
    };
    const replayed = prompts(replayPolicy([history], patient, RUNS, START));
    expect(replayed.filter((prompt) => prompt.stage === "payment")).toEqual([]);
    expect(prompts(recordedDecisions([history], START, END))[0]).toMatchObject({
      stage: "payment",
    });
  });

  test("prompts one shopper once within the cap, however many orders are due", () => {
    const shared = ["one", "two", "three"].map((id) => ({
      ...live(id, PLAIN),
      recipient: "member:ada",
    }));
    const capped: RecoveryPolicy = { ...PLAIN, frequencyCapMs: 6 * HOUR };
    const times = prompts(replayPolicy(shared, capped, RUNS, START)).map(({ at }) => at);
    expect(times.length).toBeGreaterThan(3);
    for (const [at, time] of times.sort((a, b) => a - b).entries()) {
      const before = times[at - 1];
      if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(6 * HOUR);
    }
  });

  test("folds the orders of one shopper that are due together", () => {
    const shared = ["one", "two"].map((id) => ({ ...live(id, PLAIN), recipient: "member:ada" }));
    const folding: RecoveryPolicy = { ...PLAIN, frequencyCapMs: 6 * HOUR, foldsOrders: true };
    const [first, second] = prompts(replayPolicy(shared, folding, RUNS, START));
    expect(first?.at).toBe(second?.at);
  });

  test("prompts a member before their opt-out, and not after", () => {
    const history = { ...live("one", PLAIN), optedOutAt: START + 2 * HOUR };
    const kinds = replayPolicy([history], PLAIN, RUNS, START).map(({ kind, at }) => [
      kind,
      at > START + 2 * HOUR,
    ]);
    expect(kinds[0]).toEqual(["prompt", false]);
    expect(kinds.slice(1).map(([kind]) => kind)).not.toContain("prompt");
  });
});
