import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, futureTimeOf, HORIZON_MS, transition } from "../src/domain/index.ts";
import { accepted, after, at, command, fact, placed } from "./support/order.ts";
import { placedBilled, report } from "./support/payments.ts";

const IN_2099 = Date.parse("2099-01-01T00:00:00Z");
const NINE_HOURS = 9 * 60;

/** A fact that arrives at the minute 60 and is dated otherwise. */
const dated = (occurredAt: number) => fact("payment", "completed", 0, { occurredAt });

describe("a time from the future", () => {
  test.each([
    ["in 2099", IN_2099],
    ["nine hours ahead", at(60 + NINE_HOURS)],
    ["six minutes ahead", at(66)],
  ])("counts as of now and is kept in the entry: %s", (_when, occurredAt) => {
    const { entry } = accepted(placed(), dated(occurredAt));
    expect(entry.occurredAt).toBe(at(60));
    expect(futureTimeOf(entry)).toBe(occurredAt);
  });

  test("by less than the difference of two clocks is taken as it is", () => {
    const { entry } = accepted(placed(), dated(at(65)));
    expect(entry.occurredAt).toBe(at(65));
    expect(futureTimeOf(entry)).toBeNull();
  });

  test("of a clock that is behind changes nothing: patience counts from the placing", () => {
    const behind = accepted(placed(), fact("payment", "failed", -NINE_HOURS));
    expect(behind.entry.occurredAt).toBe(at(-NINE_HOURS));
    expect(futureTimeOf(behind.entry)).toBeNull();
    const { patienceMs } = DEFAULT_POLICY.stages.payment;
    expect(behind.next.nextActionAt).toBe(at(0) + patienceMs);
  });

  test("doesn't outweigh what is reported later, by a fact or by a command", () => {
    const told = after(placed(), dated(IN_2099));
    const real = fact("payment", "failed", 90, { reopens: true });
    const byFact = transition(told, real, DEFAULT_POLICY, at(91));
    const taken = command("payment", "failed", { reopens: true });
    const byCommand = transition(told, taken, DEFAULT_POLICY, at(91));
    expect(byFact.ok && byFact.next).toMatchObject({ currentStage: "payment", status: "failed" });
    expect(byCommand.ok && byCommand.next.status).toBe("failed");
  });

  test("gives the same order as a fact of before, in either order of arrival", () => {
    const real = fact("payment", "failed", 30);
    const one = after(placed(), dated(IN_2099), real);
    const other = after(placed(), real, dated(IN_2099));
    const { version: _1, ...first } = one;
    const { version: _2, ...second } = other;
    expect(first).toMatchObject({ currentStage: second.currentStage, status: second.status });
    expect(first.nextActionAt).toBe(second.nextActionAt);
  });

  test("of a payment and its refund counts as of now, and the entry keeps the furthest", () => {
    const refund = {
      reference: "re_1",
      amount: 100,
      currency: "EUR",
      state: "succeeded",
      createdAt: IN_2099 + 1,
      reason: null,
    } as const;
    const ahead = report("pay_1", 1, { asOf: IN_2099, refunds: [refund] });
    const event = fact("payment", "failed", 1, { payments: [ahead] });
    const { entry } = accepted(placedBilled().orchestration, event);
    const [said] = entry.money?.reports ?? [];
    expect(said?.asOf).toBe(at(60));
    expect(said?.refunds.map(({ createdAt }) => createdAt)).toEqual([at(60)]);
    expect(futureTimeOf(entry)).toBe(IN_2099 + 1);
    expect(entry.occurredAt).toBe(at(1));
  });

  test("is no next action: no order is left alone beyond the horizon", () => {
    const waiting = fact("payment", "waiting", 1, { nextActionAt: IN_2099 });
    expect(after(placed(), waiting).nextActionAt).toBe(at(60) + HORIZON_MS);
  });
});

test("what a caller writes into a payload is no time of a source", () => {
  const said = (occurredAtReported: unknown) =>
    futureTimeOf({ payload: { occurredAtReported }, recordedAt: at(0) });
  expect([said("soon"), said(7), said("2020-01-01T00:00:00Z")]).toEqual([null, null, null]);
});
