import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  EMPTY_REGISTER,
  mergeReports,
  type PaymentReport,
  sumsOf,
} from "../../src/domain/index.ts";
import { at } from "../support/order.ts";
import { BILL, report, snapshot } from "../support/payments.ts";

/** A plain model of one payment: what happened to it, as a bank statement would list it. */
interface Payment {
  readonly captured: number;
  readonly currency: string;
  readonly isTest: boolean;
  readonly refunds: readonly { readonly amount: number; readonly isFailed: boolean }[];
  readonly disputes: readonly { readonly amount: number; readonly isLost: boolean }[];
}

const anAmount = fc.integer({ min: 1, max: 20_000 });

const aPayment: fc.Arbitrary<Payment> = fc
  .record({
    captured: fc.oneof(fc.constant(0), anAmount),
    currency: fc.constantFrom("EUR", "EUR", "EUR", "JPY"),
    isTest: fc.boolean(),
    refunds: fc.array(fc.record({ amount: anAmount, isFailed: fc.boolean() }), { maxLength: 3 }),
    disputes: fc.array(fc.record({ amount: anAmount, isLost: fc.boolean() }), { maxLength: 2 }),
  })
  .map((payment) => withinCaptured(payment));

/** Nobody gives back more than there was. */
function withinCaptured(payment: Payment): Payment {
  let left = payment.captured;
  const refunds = payment.refunds.flatMap((refund) => {
    const amount = refund.isFailed ? refund.amount : Math.min(left, refund.amount);
    if (!refund.isFailed) left -= amount;
    return amount === 0 ? [] : [{ ...refund, amount }];
  });
  let undisputed = payment.captured;
  const disputes = payment.disputes.flatMap((dispute) => {
    const amount = dispute.isLost ? Math.min(undisputed, dispute.amount) : dispute.amount;
    if (dispute.isLost) undisputed -= amount;
    return amount === 0 ? [] : [{ ...dispute, amount }];
  });
  return { ...payment, refunds, disputes };
}

/** Everything that a provider would report of this payment, one message each. */
function reportsOf(payment: Payment, nth: number): PaymentReport[] {
  const { currency, isTest, captured } = payment;
  const name = `pi_${nth}`;
  const state = captured > 0 ? "captured" : "failed";
  const first = snapshot("processing", 1, { currency, isTest });
  const last = snapshot(state, 2, { currency, isTest, captured });
  const refunds = payment.refunds.flatMap(({ amount, isFailed }, index) =>
    (["pending", isFailed ? "failed" : "succeeded"] as const).map((is, step) =>
      report(name, 10 + index * 2 + step, {
        refunds: [
          {
            reference: `re_${index}`,
            amount,
            currency,
            state: is,
            createdAt: at(10 + index * 2),
            reason: null,
          },
        ],
      }),
    ),
  );
  const disputes = payment.disputes.flatMap(({ amount, isLost }, index) =>
    (["inquiry", "open", isLost ? "lost" : "won"] as const).map((is, step) =>
      report(name, 30 + index * 3 + step, {
        disputes: [
          {
            reference: `dp_${index}`,
            amount,
            currency,
            state: is,
            createdAt: at(30 + index * 3),
            dueBy: null,
            reason: null,
          },
        ],
      }),
    ),
  );
  return [
    report(name, 1, { snapshot: first }),
    report(name, 2, { snapshot: last }),
    ...refunds,
    ...disputes,
  ];
}

function add(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

describe("the sums of an order", () => {
  test("are those of a plain model, whatever the order in which reports arrive", () => {
    const seen = { foreign: 0, test: 0, refunded: 0, disputed: 0 };
    fc.assert(
      fc.property(
        fc.array(aPayment, { maxLength: 4 }),
        fc.boolean(),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (payments, countsTest, random) => {
          const counted = payments.filter(
            ({ currency, isTest }) => currency === "EUR" && (countsTest || !isTest),
          );
          const all = payments.flatMap((payment, nth) =>
            reportsOf(payment, nth).map((each) => ({ each, by: random.next().value })),
          );
          const arrivals = [...all, ...all.slice(0, 3)].toSorted((a, b) => a.by - b.by);
          let known: ReturnType<typeof mergeReports> = {};
          for (const { each } of arrivals) known = mergeReports(known, "bank", [each], "evt");
          const money = { bill: { ...BILL, countsTest }, payments: known, needs: null };
          const sums = sumsOf({ money, register: EMPTY_REGISTER });

          const captured = add(counted.map((payment) => payment.captured));
          const refunded = add(
            counted.flatMap(({ refunds }) =>
              refunds.flatMap(({ amount, isFailed }) => (isFailed ? [] : [amount])),
            ),
          );
          const disputed = add(
            counted.flatMap(({ disputes }) =>
              disputes.flatMap(({ amount, isLost }) => (isLost ? [amount] : [])),
            ),
          );
          expect(sums).toMatchObject({ captured, refunded, disputed, refundPending: 0 });
          expect(sums.kept).toBe(captured - refunded - disputed);
          seen.foreign += Number(payments.some(({ currency }) => currency !== "EUR"));
          seen.test += Number(!countsTest && payments.some(({ isTest }) => isTest));
          seen.refunded += Number(refunded > 0);
          seen.disputed += Number(disputed > 0);
        },
      ),
      { numRuns: 10_000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(500);
  });
});
