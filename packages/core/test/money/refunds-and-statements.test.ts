import { describe, expect, test } from "vitest";
import { type StageEvent, sumsOf } from "../../src/domain/index.ts";
import { at, fact } from "../support/order.ts";
import {
  about,
  billed,
  dispute,
  needsOf,
  paid,
  refund,
  report,
  tell,
} from "../support/payments.ts";

function sumsAfter(...events: readonly StageEvent[]) {
  const order = tell(billed(), ...events);
  const { kept, owed, captured, refunded } = sumsOf({
    money: order.money,
    register: order.registers.payment,
  });
  const { currentStage, status } = order;
  return { captured, refunded, kept, owed, currentStage, status, needs: needsOf(order) };
}

const takenBack = (minute: number) => fact("payment", "failed", minute, { reopens: true });

describe("a refund", () => {
  test("of a part lowers what is owed", () => {
    const sums = sumsAfter(paid("p", "captured", 1), refund("p", 2, { amount: 900 }));
    expect(sums).toMatchObject({ kept: 12_000, owed: 12_000, currentStage: "fulfillment" });
  });

  test("of a second payment lowers nothing, so that a dispute of the first is open", () => {
    const sums = sumsAfter(
      paid("a", "captured", 1),
      paid("b", "captured", 2),
      refund("b", 3),
      dispute("a", 4, { amount: 10_000, state: "lost" }),
    );
    expect(sums).toMatchObject({ kept: 2_900, owed: 12_900, needs: ["balance_open"] });
  });

  test("of one of two half payments lowers what is owed by that half", () => {
    const sums = sumsAfter(
      paid("a", "captured", 1, { captured: 6_450 }),
      paid("b", "captured", 2, { captured: 6_450 }),
      refund("a", 3, { amount: 6_450 }),
    );
    expect(sums).toMatchObject({ kept: 6_450, owed: 6_450, currentStage: "fulfillment" });
  });

  test("of everything undoes the sale: a later payment pays from the start", () => {
    const events = [paid("a", "captured", 1), refund("a", 2)];
    expect(sumsAfter(...events)).toMatchObject({ kept: 0, status: "failed" });
    const one = paid("b", "captured", 3, { captured: 100 });
    expect(sumsAfter(...events, one)).toMatchObject({ owed: 12_900, status: "waiting" });
  });

  test("is part of the total in its own message, whatever its date", () => {
    const refunds = [
      {
        reference: "re",
        amount: 500,
        currency: "EUR",
        state: "succeeded",
        createdAt: at(9),
        reason: null,
      } as const,
    ];
    const told = about(5, report("p", 5, { refundedTotal: 500, refunds }));
    expect(sumsAfter(paid("p", "captured", 1), told)).toMatchObject({ refunded: 500 });
  });

  test("in another currency than its payment's is not subtracted", () => {
    const sums = sumsAfter(paid("p", "captured", 1), refund("p", 2, { currency: "HUF" }));
    expect(sums).toMatchObject({ refunded: 0, currentStage: "fulfillment" });
  });
});

describe("a statement that the order is paid", () => {
  test("is at least what the payments by then come to", () => {
    const sums = sumsAfter(
      paid("a", "captured", 1),
      paid("b", "captured", 3),
      fact("payment", "completed", 2),
    );
    expect(sums).toMatchObject({ captured: 25_800, needs: ["paid_twice"] });
    const corrected = sumsAfter(
      paid("a", "captured", 1),
      paid("b", "captured", 3),
      fact("payment", "completed", 2),
      refund("b", 9),
    );
    expect(corrected).toMatchObject({ kept: 12_900, currentStage: "fulfillment", needs: [] });
  });

  test("includes what was authorized by then and is captured later", () => {
    const sums = sumsAfter(
      paid("a", "authorised", 1),
      fact("payment", "completed", 2),
      paid("a", "captured", 90),
    );
    expect(sums).toMatchObject({ captured: 12_900, needs: [] });
  });

  test("does not hide a dispute that is lost after it", () => {
    const sums = sumsAfter(
      paid("a", "captured", 1),
      dispute("a", 2),
      fact("payment", "completed", 3),
      dispute("a", 9, { state: "lost", createdAt: at(2) }),
    );
    expect(sums).toMatchObject({ kept: 0, status: "failed" });
  });
});

describe("a statement that the money was taken back", () => {
  test("and the provider's refund are the same money", () => {
    const sums = sumsAfter(paid("a", "captured", 1), takenBack(20), refund("a", 21));
    expect(sums).toMatchObject({ captured: 12_900, refunded: 12_900, kept: 0 });
  });

  test("is about what came before it: a payment right after it counts", () => {
    const sums = sumsAfter(
      fact("payment", "completed", 5),
      takenBack(20),
      paid("a", "captured", 23),
    );
    expect(sums).toMatchObject({ kept: 12_900, currentStage: "fulfillment" });
  });

  test("leaves the order to an operator", () => {
    const order = tell(billed(), fact("payment", "completed", 5), takenBack(20));
    expect(order).toMatchObject({ status: "failed", waitingOn: "operator" });
  });
});

test("what is reported of a payment after it had money does not undo a completed order", () => {
  const order = tell(
    billed(),
    paid("p", "captured", 1),
    fact("fulfillment", "completed", 2),
    paid("p", "failed", 60),
  );
  expect(order.currentStage).toBe("completed");
});

test("an account and a reference with a slash are not another account's", () => {
  const first = about(1, report("b/c", 1, { account: "a" }));
  const second = about(2, report("c", 2, { account: "a/b" }));
  expect(Object.keys(tell(billed(), first, second).money.payments)).toHaveLength(2);
});
