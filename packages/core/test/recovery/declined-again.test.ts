import { describe, expect, test } from "vitest";
import {
  type Bill,
  DEFAULT_POLICY,
  decideRecovery,
  type Orchestration,
  type StageEvent,
  transition,
} from "../../src/domain/index.ts";
import { at, fact } from "../support/order.ts";
import { BILL, billed, paid, SHOPPER } from "../support/payments.ts";

const POLICY = { ...DEFAULT_POLICY, quietHours: null, frequencyCapMs: null };
const DAY = 24 * 60;

/** The minute at which the order is due after each of these facts, each told at its minute. */
function plans(...facts: readonly (readonly [number, StageEvent])[]): (number | null)[] {
  let order = billed();
  return facts.map(([minute, event]) => {
    order = hear(order, event, minute);
    return minuteOf(order);
  });
}

function hear(order: Orchestration, event: StageEvent, minute: number, bill: Bill = BILL) {
  const result = transition(order, event, POLICY, at(minute), bill);
  if (!result.ok) throw new Error(`Refused: ${result.code}`);
  return result.next;
}

function minuteOf({ nextActionAt }: Orchestration): number | null {
  return nextActionAt === null ? null : (nextActionAt - at(0)) / 60_000;
}

function sweep(order: Orchestration, minute: number) {
  const decision = decideRecovery(order, SHOPPER, POLICY, at(minute));
  const event = { kind: "sweep", decision, policyVersion: POLICY.version, runId: "r" } as const;
  const result = transition(order, event, POLICY, at(minute));
  if (!result.ok) throw new Error(`Refused: ${result.code}`);
  return { decision, order: result.next };
}

describe("a decline after a decline keeps the time of the first", () => {
  const DECLINED = [0, paid("a", "failed", 0)] as const;
  const ATTEMPTS: readonly (readonly [string, readonly (readonly [number, StageEvent])[]])[] = [
    ["nothing", [[10, paid("a", "failed", 10)]]],
    [
      "an authentication",
      [
        [9, paid("a", "requires_action", 9)],
        [10, paid("a", "failed", 10)],
      ],
    ],
    [
      "a charge",
      [
        [9, paid("a", "processing", 9)],
        [10, paid("a", "failed", 10)],
      ],
    ],
    [
      "two other payments with an authentication",
      [
        [9, paid("b", "requires_action", 9)],
        [10, paid("b", "failed", 10)],
        [15, paid("c", "requires_action", 15)],
        [16, paid("c", "processing", 16)],
        [17, paid("c", "failed", 17)],
      ],
    ],
    [
      "what the shop states",
      [
        [9, fact("payment", "in_progress", 9)],
        [10, fact("payment", "failed", 10)],
      ],
    ],
  ];
  test.each(ATTEMPTS)("with %s between them", (_, facts) => {
    expect(new Set(plans(DECLINED, ...facts))).toEqual(new Set([30]));
  });

  test.each<[string, readonly (readonly [number, StageEvent])[], number]>([
    [
      "a part of the money came",
      [
        [5, paid("b", "captured", 5, { captured: 1_000 })],
        [9, paid("c", "requires_action", 9)],
        [10, paid("c", "failed", 10)],
      ],
      39,
    ],
    [
      "the shop asks the member for another thing",
      [
        [9, fact("payment", "waiting", 9)],
        [10, fact("payment", "failed", 10)],
      ],
      40,
    ],
    [
      "a debit takes days",
      [
        [9, paid("b", "processing", 9, { method: "bank_debit" })],
        [4 * DAY, paid("b", "failed", 4 * DAY)],
      ],
      4 * DAY + 30,
    ],
  ])("but not when %s", (what, facts, minute) => {
    const after = plans(DECLINED, ...facts);
    if (what === "a part of the money came") expect(after).not.toContain(30 + 0.5);
    else expect(after.at(-1)).toBe(minute);
  });

  test("and the first decline counts from itself, whatever was tried before it", () => {
    expect(plans([0, paid("a", "requires_action", 0)], [20, paid("a", "failed", 20)])).toEqual([
      30, 50,
    ]);
  });
});

describe("a shopper who is paying when the prompt is due", () => {
  const declined = hear(billed(), paid("a", "failed", 0), 0);
  const paying = hear(declined, paid("a", "requires_action", 25), 25);

  test("gets none within the attempt's patience, and gets it then", () => {
    const looked = sweep(paying, 30);
    expect(looked.decision).toMatchObject({ kind: "defer", reason: "not_due_yet" });
    expect(minuteOf(looked.order)).toBe(55);
    expect(sweep(looked.order, 55).decision).toMatchObject({ kind: "prompt", step: 0 });
  });

  test("gets it at that time too if the attempt is declined", () => {
    const { order } = sweep(paying, 30);
    expect(minuteOf(hear(order, paid("a", "failed", 40), 40))).toBe(55);
  });

  test("is not with an operator while a charge is under way", () => {
    const charged = hear(declined, paid("a", "processing", 25), 25);
    expect(sweep(charged, 30).decision).toMatchObject({ kind: "defer", reason: "not_due_yet" });
    expect(sweep(sweep(charged, 30).order, 55).decision).toMatchObject({
      kind: "escalate",
      reason: "provider_silent",
    });
  });

  test("gets one when an operator asks for it", () => {
    const asked = { ...SHOPPER, isRequested: true };
    expect(decideRecovery(paying, asked, POLICY, at(26))).toMatchObject({ kind: "prompt" });
  });

  test("gets the next one when the cadence says so, not earlier and not later", () => {
    const { order } = sweep(declined, 30);
    const planned = minuteOf(order);
    const tried = hear(order, paid("b", "requires_action", 60), 60);
    expect([minuteOf(tried), minuteOf(hear(tried, paid("b", "failed", 61), 61))]).toEqual([
      planned,
      planned,
    ]);
  });
});
