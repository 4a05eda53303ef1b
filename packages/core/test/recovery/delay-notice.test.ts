import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  decideRecovery,
  type Orchestration,
  placeOrder,
  type RecoveryInputs,
  type RecoveryPolicy,
} from "../../src/domain/index.ts";
import { at, fact, PLACED_AT } from "../support/order.ts";
import { parcel } from "../support/parcels.ts";
import { needsOf, SHOPPER, told } from "../support/payments.ts";

const DAY = 24 * 60;
/** Noon, so that no quiet hours are near. */
const PROMISED = 10 * DAY + 3 * 60;

/** An order that is paid and promised. */
function promised(...later: Parameters<typeof told>[1][]): Orchestration {
  const notRequired = ["verification", "loyalty_hold"] as const;
  const promisedBy = at(PROMISED);
  const placed = placeOrder(notRequired, PLACED_AT, DEFAULT_POLICY, PLACED_AT, { promisedBy });
  const paid = told(placed.orchestration, fact("payment", "completed", 1)).next;
  return later.reduce((order, event) => told(order, event).next, paid);
}

function decide(
  order: Orchestration,
  minute: number,
  shopper: Partial<RecoveryInputs> = {},
  policy: RecoveryPolicy = DEFAULT_POLICY,
) {
  return decideRecovery(order, { ...SHOPPER, ...shopper }, policy, at(minute));
}

function swept(order: Orchestration, minute: number, shopper: Partial<RecoveryInputs> = {}) {
  const decision = decide(order, minute, shopper);
  const event = { kind: "sweep", decision, policyVersion: "v", runId: "r" } as const;
  return { decision, ...told(order, event, { minute }) };
}

function promisedAgain(minute: number) {
  return {
    kind: "order_changed",
    before: null,
    promisedBy: at(minute),
    note: null,
    actor: "api",
  } as const;
}

describe("an order with a promised day", () => {
  test("is due on that day, and not before", () => {
    expect(promised().nextActionAt).toBe(at(PROMISED));
    expect(promised(fact("fulfillment", "in_progress", 5)).nextActionAt).toBe(at(PROMISED));
  });

  test.each([
    ["an operator is at once, as the shop says so", "waiting", "operator", 5],
    ["a shopper is, as their detail is missing", "waiting", "member", 5 + DAY],
    ["nobody is, as only time passes", "waiting", null, PROMISED],
    ["the provider is not", "in_progress", null, PROMISED],
  ] as const)("is awaited, but %s", (_, status, waitingOn, dueAt) => {
    const order = promised(fact("fulfillment", status, 5, { waitingOn }));
    const isOperators = waitingOn === "operator";
    expect(needsOf(order)).toEqual(isOperators ? ["waiting_on_operator"] : []);
    if (!isOperators) expect(order.nextActionAt).toBe(at(dueAt));
  });

  test("that is over is told to its shopper once, and to an operator", () => {
    const first = swept(promised(), PROMISED);
    expect(first.decision).toMatchObject({ kind: "prompt", reason: "late", step: 0 });
    expect(first.effects.escalates).toEqual(["late"]);
    let order = first.next;
    for (let round = 0; round < 5; round += 1) {
      const minute = (Number(order.nextActionAt) - at(0)) / 60_000;
      const { decision, next } = swept(order, minute);
      expect(decision.kind).not.toBe("prompt");
      order = next;
    }
  });

  test("that is over is one need, also while the stage waits on the shop", () => {
    const backorder = swept(promised(fact("fulfillment", "waiting", 5)), PROMISED);
    expect(needsOf(backorder.next)).toEqual(["late"]);
  });

  test("that is over is an operator's if its shopper wants no mail", () => {
    const noMail = { orderUpdates: false };
    const { decision, effects, next } = swept(promised(), PROMISED, noMail);
    expect(decision).toMatchObject({ kind: "escalate", reason: "late" });
    expect(effects.escalates).toEqual(["late"]);
    const again = swept(next, PROMISED + DAY, noMail);
    expect(next.nextActionAt).toBe(at(PROMISED + DAY));
    expect(again.effects.escalates).toEqual([]);
  });

  test("that is over at night is told to its shopper in the morning, and to an operator at once", () => {
    const night = 10 * DAY + 14 * 60;
    const order = promised(promisedAgain(night));
    const { decision, next } = swept(order, night);
    expect(decision).toMatchObject({ kind: "escalate", reason: "late" });
    const morning = (Number(next.nextActionAt) - at(0)) / 60_000;
    expect(morning).toBe(10 * DAY + 23 * 60);
    expect(decide(next, morning)).toMatchObject({ kind: "prompt", reason: "late" });
  });

  test("that is moved is no longer late, and its shopper hears of the new day when that is over", () => {
    const { next } = swept(promised(), PROMISED);
    const moved = told(next, promisedAgain(PROMISED + DAY), { minute: PROMISED + 10 });
    expect(moved.effects.settles).toEqual(["late"]);
    expect(moved.effects.withdrawsPrompts).toBe(true);
    expect(moved.next.nextActionAt).toBe(at(PROMISED + DAY));
    const again = decide(moved.next, PROMISED + DAY);
    expect(again).toMatchObject({ kind: "prompt", reason: "late", step: 0 });
  });

  test("that is over is told to who bought alike again, and once even if other prompts went out", () => {
    expect(decide(promised(), PROMISED, { boughtAgain: true })).toMatchObject({ kind: "prompt" });
    const asked = { ...promised(), cadenceStep: 4 };
    const late = { kind: "prompt", reason: "late", step: 4 };
    expect(decide(asked, PROMISED, { isDelayTold: false })).toMatchObject(late);
    expect(decide(promised(), PROMISED, { isDelayTold: true })).not.toMatchObject(late);
  });

  test.each([
    [["delivered"], false],
    [["delivered", "cancelled"], false],
    [["delivered", "failed"], false],
    [["delivered", "shipped"], true],
    [["delivered", "pending"], true],
    [["cancelled"], true],
    [[], true],
  ] as const)("with parcels that are %j is late: %s", (states, isLate) => {
    const parcels = states.map((state, nth) => parcel(`p${nth}`, state, 10 + nth));
    const order = promised(...parcels);
    const { next } = swept(order, PROMISED);
    expect(needsOf(next).includes("late")).toBe(isLate);
    expect(decide(order, PROMISED).reason === "late").toBe(isLate);
  });

  test("that is over is no need any more when the last parcel arrives", () => {
    const { next } = swept(promised(parcel("a", "shipped", 10)), PROMISED);
    const arrived = told(next, parcel("a", "delivered", PROMISED + 5), { minute: PROMISED + 5 });
    expect(arrived.effects.settles).toEqual(["late"]);
  });

  test("asks the shopper, rather than to tell of the delay, while a detail is missing", () => {
    const asks = fact("fulfillment", "waiting", 5, { waitingOn: "member" });
    const decision = decide(promised(asks), PROMISED);
    expect(decision).not.toMatchObject({ reason: "late", kind: "prompt" });
  });

  test("is not late while it waits for its payment", () => {
    const promisedBy = at(PROMISED);
    const placed = placeOrder([], PLACED_AT, DEFAULT_POLICY, PLACED_AT, { promisedBy });
    const unpaid = told(placed.orchestration, fact("payment", "failed", 1), {
      minute: PROMISED + 1,
    });
    expect(needsOf(unpaid.next)).not.toContain("late");
  });
});

describe("a promise that was broken before a sweep could see it", () => {
  const LATE = { kind: "prompt", reason: "late" };

  test("sends its mail at once if the order comes to its delivery after that day", () => {
    const promisedBy = at(PROMISED);
    const notRequired = ["verification", "loyalty_hold"] as const;
    const placed = placeOrder(notRequired, PLACED_AT, DEFAULT_POLICY, PLACED_AT, { promisedBy });
    const minute = PROMISED + 30;
    const paid = told(placed.orchestration, fact("payment", "completed", minute - 1), { minute });
    expect(paid.effects.escalates).toEqual(["late"]);
    expect(paid.next.nextActionAt).toBe(at(minute));
    expect(decide(paid.next, minute + 5)).toMatchObject(LATE);
  });

  test("sends its mail at once if the day is moved to one that is over", () => {
    const minute = PROMISED - 60;
    const packing = fact("fulfillment", "in_progress", minute - 5);
    const order = told(promised(), packing, { minute: minute - 5 }).next;
    const { next } = told(order, promisedAgain(PROMISED - 120), { minute });
    expect(next.nextActionAt).toBe(at(minute));
    expect(decide(next, minute + 5)).toMatchObject(LATE);
  });

  test("sends its mail at once when the shopper has given the detail that was missing", () => {
    const asks = fact("fulfillment", "waiting", 5, { waitingOn: "member" });
    const { next } = swept(promised(asks), PROMISED);
    const minute = PROMISED + 60;
    const answered = told(next, fact("fulfillment", "in_progress", minute), { minute });
    expect(answered.next.nextActionAt).toBe(at(minute));
    expect(decide(answered.next, minute, { isDelayTold: false })).toMatchObject(LATE);
  });

  test("sends one mail with the next sweep, whatever is reported before it", () => {
    let order = promised();
    let mails = 0;
    for (let minute = PROMISED + 10; minute < 30 * DAY; minute += DAY / 2) {
      const first = told(order, fact("fulfillment", "in_progress", minute), { minute }).next;
      order = told(first, fact("fulfillment", "in_progress", minute + 1), {
        minute: minute + 1,
      }).next;
      const sweep = minute + 20;
      if ((order.nextActionAt ?? at(sweep)) > at(sweep)) continue;
      const result = swept(order, sweep, { isDelayTold: mails > 0 });
      mails += Number(result.decision.kind === "prompt");
      order = result.next;
      expect(mails).toBe(1);
    }
    expect(mails).toBe(1);
  });

  test("sends its mail in the morning, whatever is reported at night", () => {
    const night = 10 * DAY + 14 * 60;
    const { next } = swept(promised(promisedAgain(night)), night);
    const minute = night + 60;
    const news = told(next, fact("fulfillment", "in_progress", minute), { minute }).next;
    expect(news.nextActionAt).toBe(next.nextActionAt);
  });

  test.each([
    ["sends no prompts", { cadenceMs: [] }],
    ["holds every order out of prompts", { controlShare: 1 }],
  ])("sends its mail by a policy that %s, because it asks for nothing", (_, fulfillment) => {
    const { stages } = DEFAULT_POLICY;
    const changed = { ...stages, fulfillment: { ...stages.fulfillment, ...fulfillment } };
    const policy = { ...DEFAULT_POLICY, stages: changed };
    expect(decide(promised(), PROMISED, {}, policy)).toMatchObject(LATE);
    const dead = { unsent: { fulfillment: { steps: 4, dead: 4 } } };
    expect(decide(promised(), PROMISED, dead, policy)).not.toMatchObject(LATE);
  });
});
