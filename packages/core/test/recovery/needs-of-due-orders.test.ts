import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  decideRecovery,
  type Orchestration,
  type OrchestrationEvent,
} from "../../src/domain/index.ts";
import { toCheck } from "../support/checks.ts";
import { at, fact } from "../support/order.ts";
import { BILL, needsOf, paid, SHOPPER, told } from "../support/payments.ts";

const DAY = 24 * 60;
const policy = { ...DEFAULT_POLICY, quietHours: null };

/** Reserved until the eighth day, so that an operator has to capture it from the sixth on. */
const reserved = paid("a", "authorised", 1, { captureBefore: at(7 * DAY) });

function sweep(order: Orchestration, minute: number) {
  const decision = decideRecovery(order, SHOPPER, policy, at(minute));
  const event = { kind: "sweep", decision, policyVersion: "v", runId: "r" } as const;
  return { decision, next: told(order, event, { minute, bill: BILL }).next };
}

const WORDS: readonly (readonly [string, OrchestrationEvent])[] = [
  ["a note", { kind: "operator", action: "note_added", payload: {}, note: "Called", actor: "bo" }],
  ["a pause", { kind: "paused", until: at(6 * DAY + 3), note: "Wait", actor: "bo" }],
];

describe("a need that began before the sweep that is due", () => {
  const planned = fact("verification", "waiting", 5, { nextActionAt: at(8 * DAY) });
  const order = told(told(toCheck("always"), reserved).next, planned).next;

  test.each(WORDS)("is found by that sweep, which then waits as planned: %s", (_, word) => {
    expect(order.nextActionAt).toBe(at(6 * DAY));
    const minute = 6 * DAY + 2;
    const heard = told(order, word, { minute, bill: BILL }).next;
    expect(heard.nextActionAt).toBe(at(6 * DAY));
    const { decision, next } = sweep(heard, minute + 3);
    expect(decision).toMatchObject({ kind: "escalate", reason: "capture_due" });
    expect(needsOf(next)).toEqual(["capture_due"]);
    expect(next.nextActionAt).toBe(at(8 * DAY));
  });

  test.each([
    ["before its time", 5 * DAY],
    ["before its sweep", 6 * DAY + 2],
  ])("brings no prompt forward, although something is reported %s", (_, minute) => {
    const open = told(toCheck("always"), reserved).next;
    // The fourth prompt was planned for later than the need.
    const prompted = { ...open, cadenceStep: 3, nextActionAt: at(6 * DAY) };
    const news = fact("fulfillment", "in_progress", minute);
    const { next } = told(prompted, news, { minute, bill: BILL });
    expect(next.nextActionAt).toBe(at(6 * DAY));
    const swept = sweep(next, 6 * DAY + 5);
    expect(swept.decision).toMatchObject({ kind: "escalate", reason: "capture_due" });
    expect(swept.next.nextActionAt).toBe(at(8 * DAY + 5));
  });
});
