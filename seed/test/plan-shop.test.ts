import {
  PostCancel,
  PostCredit,
  PostEvent,
  PostPause,
  PutHold,
  PutLoyaltyStep,
  PutMember,
  PutOrder,
  readOrderDetails,
} from "@followthrough/core/contract";
import {
  ESCALATION_REASONS,
  isPaused,
  STAGE_STATUSES,
  STAGES,
  unexplainedAmount,
  WAITING_ON,
} from "@followthrough/core/domain";
import { describe, expect, test } from "vitest";
import { UNSEEDED_REASONS } from "../plan/escalated.ts";
import { planShop } from "../plan/plan-shop.ts";
import type { ShopPlan, Step } from "../plan/shop-plan.ts";
import { SITUATIONS } from "../plan/situations.ts";
import { rehearse } from "./rehearse.ts";

const NOW = Date.parse("2026-03-02T10:00:00Z");
const plan = planShop({ seed: 1, orders: 150, now: NOW });
const ends = plan.orders.map((order) => rehearse(order, NOW));
const stepsOf = ({ orders }: ShopPlan) =>
  orders.flatMap(({ steps }) => Object.values<readonly Step[]>(steps).flat());

describe("the same plan again", () => {
  test("comes of the same seed, number of orders and time", () => {
    expect(planShop({ seed: 1, orders: 150, now: NOW })).toEqual(plan);
  });

  test("begins a plan with more orders", () => {
    const more = planShop({ seed: 1, orders: 200, now: NOW });
    expect(more.orders.slice(0, 150)).toEqual(plan.orders);
  });

  test("has the same ids at another time, so that a second run finds what is there", () => {
    const later = planShop({ seed: 1, orders: 150, now: NOW + 86_400_000 });
    const ids = ({ members, orders }: ShopPlan) => [
      ...members.map(({ memberId }) => memberId),
      ...orders.map(({ orderId }) => orderId),
      ...orders.map(({ credit }) => credit),
    ];
    expect(ids(later)).toEqual(ids(plan));
    expect(reportIds(later)).toEqual(reportIds(plan));
  });

  test("does not come of another seed, which shares no id with it", () => {
    const other = planShop({ seed: 2, orders: 150, now: NOW });
    const ids = (of: ShopPlan) => of.orders.map(({ orderId }) => orderId);
    expect(new Set([...ids(other), ...ids(plan)]).size).toBe(300);
    expect(other.orders.map(({ body }) => body.total)).not.toEqual(
      plan.orders.map(({ body }) => body.total),
    );
  });
});

describe("a plan shows", () => {
  test("every situation, with no more orders than there are situations", () => {
    const least = planShop({ seed: 9, orders: SITUATIONS.length, now: NOW });
    expect(least.orders.map(({ situation }) => situation)).toEqual(
      SITUATIONS.map(({ name }) => name),
    );
    expect(SITUATIONS.length).toBeLessThanOrEqual(150);
  });

  test.each(STAGES)("%s in every status that an order can stand there with", (stage) => {
    const shown = ends
      .filter(({ orchestration }) => orchestration.currentStage === stage)
      .map(({ orchestration }) => orchestration.status);
    const expected = STAGE_STATUSES.filter((status) => status !== "completed");
    expect(shown).toEqual(expect.arrayContaining([...expected]));
  });

  test("completed, cancelled and paused orders", () => {
    const orders = ends.map(({ orchestration }) => orchestration);
    expect(orders.some(({ currentStage }) => currentStage === "completed")).toBe(true);
    expect(orders.some(({ status }) => status === "cancelled")).toBe(true);
    expect(orders.some((order) => isPaused(order, NOW))).toBe(true);
  });

  test.each(WAITING_ON)("orders that wait on the %s", (waitingOn) => {
    expect(ends.some(({ orchestration }) => orchestration.waitingOn === waitingOn)).toBe(true);
  });

  test("every reason for an escalation, but for those that say why not", () => {
    const shown = new Set(plan.orders.map(({ situation }) => situation));
    const missing = ESCALATION_REASONS.filter((reason) => !shown.has(`escalated: ${reason}`));
    expect(missing).toEqual(Object.keys(UNSEEDED_REASONS));
    expect(ends.flatMap(({ escalations }) => escalations)).toEqual(
      expect.arrayContaining([
        "payment_after_cancellation",
        "refund_after_completion",
        "shipped_unpaid",
        "shipped_unverified",
      ]),
    );
  });

  test("one shopper who bought again, and nobody else whose later order would hold a prompt back", () => {
    const boughtAgain = plan.orders.filter((order, at) => {
      const { shopper, placedAt } = whoAndWhen(order);
      const isMembers = ends[at]?.orchestration.waitingOn === "member";
      return plan.orders.some((other, each) => {
        const later = whoAndWhen(other);
        const isDone = ends[each]?.orchestration.currentStage === "completed";
        const isAfterPrompt = other.situation === "completed after a prompt";
        const isLater = later.placedAt > placedAt && later.shopper === shopper;
        return isMembers && isDone && isLater && !isAfterPrompt;
      });
    });
    expect(boughtAgain.length).toBeGreaterThan(0);
    expect(new Set(boughtAgain.map(({ situation }) => situation))).toEqual(
      new Set(["escalated: bought_again"]),
    );
  });

  test("parcels in each state that the warehouse reports, checks, and days that are promised", () => {
    const things = ends.map(({ orchestration }) => orchestration.things);
    const parcels = things.flatMap((each) => Object.values(each.parcels));
    expect(new Set(parcels.map(({ latest }) => latest.state))).toEqual(
      new Set(["shipped", "delivered", "failed"]),
    );
    const checks = things.flatMap((each) => Object.values(each.checks));
    expect(new Set(checks.map(({ kind }) => kind))).toEqual(new Set(["identity", "review"]));
    const promised = things.flatMap(({ promisedBy }) => promisedBy ?? []);
    expect(promised.some((day) => day > NOW)).toBe(true);
    expect(promised.some((day) => day < NOW)).toBe(true);
  });

  test("guests, members who opted out, orders with points and several currencies", () => {
    const guests = plan.orders.filter(({ body }) => body.memberId === null);
    expect(guests.some(({ body }) => body.email !== undefined)).toBe(true);
    expect(plan.members.some(({ isOptedOut }) => isOptedOut)).toBe(true);
    expect(plan.orders.some(({ body }) => (body.redeemPoints ?? 0) > 0)).toBe(true);
    const currencies = new Set(plan.orders.map(({ body }) => body.total.currency));
    expect(currencies.size).toBeGreaterThan(5);
  });
});

describe("what is sent", () => {
  test("is valid by the contract", () => {
    for (const { body, loyaltySteps } of plan.members) {
      PutMember.parse(body);
      for (const step of loyaltySteps) PutLoyaltyStep.parse(step.body);
    }
    for (const { body, credit } of plan.orders) {
      PutOrder.parse(body);
      if (credit !== null) PostCredit.parse(credit);
    }
    for (const step of stepsOf(plan)) parseStep(step);
  });

  test("adds up: a total is the sum of its items, its discount and its delivery", () => {
    for (const { body } of plan.orders) {
      expect(body.total.amount).toBeGreaterThan(0);
      expect(unexplainedAmount({ ...body, ...readOrderDetails(PutOrder.parse(body)) })).toBe(0);
    }
    const bodies = plan.orders.map(({ body }) => body);
    expect(bodies.some(({ discount }) => (discount ?? 0) > 0)).toBe(true);
    expect(new Set(bodies.map(({ shipping }) => shipping === 0)).size).toBe(2);
  });

  test("has the language and the time zone of each guest", () => {
    const guests = plan.orders.filter(({ body }) => body.memberId === null);
    expect(guests.length).toBeGreaterThan(0);
    for (const { body } of guests) expect([body.locale, body.timeZone]).not.toContain(undefined);
  });

  test("names each report by an id of its own", () => {
    const ids = reportIds(plan);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("goes to addresses that are reserved, where nobody reads mail", () => {
    const addresses = [
      ...plan.members.flatMap(({ body }) => body.email ?? []),
      ...plan.orders.flatMap(({ body }) => body.email ?? []),
    ];
    expect(addresses.filter((each) => !/@example\.(com|net|org)$/.test(each))).toEqual([]);
    const ofMembers = plan.members.map(({ body }) => body.email);
    expect(new Set(ofMembers).size).toBe(ofMembers.length);
  });
});

function whoAndWhen({ body }: ShopPlan["orders"][number]) {
  const member = plan.members.find(({ memberId }) => memberId === body.memberId);
  return {
    shopper: member?.body.email ?? body.email ?? null,
    placedAt: Date.parse(body.placedAt ?? ""),
  };
}

function reportIds(of: ShopPlan): (string | undefined)[] {
  return stepsOf(of).flatMap((step) => (step.kind === "report" ? step.event.sourceEventId : []));
}

function parseStep(step: Step): void {
  switch (step.kind) {
    case "report":
      PostEvent.parse(step.event);
      break;
    case "cancel":
      PostCancel.parse({ reason: step.reason });
      break;
    case "pause":
      PostPause.parse(step.body);
      break;
    case "hold":
      PutHold.parse(step.body);
      break;
    case "loyalty_step":
      PutLoyaltyStep.parse(step.body);
      break;
  }
}
