import { describe, expect, test } from "vitest";
import { AT, CREATED, charge, dispute, paymentOf, refund } from "../support/stripe-messages.ts";

describe("a message about a refund", () => {
  test.each([
    ["refund.created", { status: "pending" }, "pending"],
    ["refund.created", { status: "requires_action" }, "pending"],
    ["refund.created", { status: null }, "pending"],
    ["refund.updated", { status: "succeeded" }, "succeeded"],
    ["refund.updated", { status: "canceled" }, "cancelled"],
    ["refund.failed", { status: "failed" }, "failed"],
    ["refund.failed", { status: 7 }, "failed"],
    ["charge.refund.updated", { status: "failed" }, "failed"],
  ])("%s with %j says that it is %s, and nothing else of the payment", (type, changes, state) => {
    expect(paymentOf(type, refund(changes))).toEqual({
      account: "",
      reference: "pi_1",
      asOf: AT,
      snapshot: null,
      refundedTotal: null,
      refunds: [
        {
          reference: "re_1",
          amount: 2_900,
          currency: "EUR",
          state,
          createdAt: AT - 10_000,
          reason: "requested_by_customer",
        },
      ],
      disputes: [],
    });
  });

  test("says why it failed", () => {
    const failed = refund({ status: "failed", failure_reason: "lost_or_stolen_card" });
    expect(paymentOf("refund.failed", failed).refunds).toMatchObject([
      { reason: "lost_or_stolen_card" },
    ]);
  });

  test("is about the charge if there is no payment intent", () => {
    expect(paymentOf("refund.created", refund({ payment_intent: null })).reference).toBe("ch_1");
  });
});

describe("a charge that was refunded", () => {
  test("says the sum, and the refunds where it has them", () => {
    const part = charge({ amount_refunded: 2_900 });
    const sum = { reference: "pi_1", refundedTotal: 2_900, snapshot: null, refunds: [] };
    expect(paymentOf("charge.refunded", part)).toMatchObject(sum);
    const listed = charge({ amount_refunded: 2_900, refunds: { data: [refund(), 7, null] } });
    expect(paymentOf("charge.refunded", listed).refunds).toMatchObject([
      { reference: "re_1", amount: 2_900, state: "succeeded" },
    ]);
  });

  const RELEASED = { amount: 12_900, amount_captured: 10_000 };
  test.each([
    // Until March 2025 the part that was never captured counted as refunded.
    ["2024-06-20", 2_900, 0],
    ["2024-06-20", 3_900, 1_000],
    ["2024-06-20", 1_000, 1_000],
    ["2025-03-31.basil", 2_900, 2_900],
    ["2026-10-28.endive", 1_000, 1_000],
    [null, 1_000, 1_000],
  ])(
    "after a part was captured, by API %s, with %j refunded gave back %j",
    (api_version, amount_refunded, total) => {
      const refunded = charge({ ...RELEASED, amount_refunded });
      const report = paymentOf("charge.refunded", refunded, { api_version });
      expect(report.refundedTotal).toBe(total);
    },
  );

  test("leaves out the release of what was never captured", () => {
    const data = [
      refund({ id: "re_late", created: CREATED }),
      refund({ id: "re_release", created: CREATED - 20 }),
    ];
    const refunded = charge({ ...RELEASED, amount_refunded: 5_800, refunds: { data } });
    const { refunds, refundedTotal } = paymentOf("charge.refunded", refunded, {
      api_version: "2024-06-20",
    });
    expect(refunds.map(({ reference }) => reference)).toEqual(["re_late"]);
    expect(refundedTotal).toBe(2_900);
  });

  test("and never captured gave nothing back: its authorization was released", () => {
    const released = { captured: false, amount_captured: 0, refunded: true };
    const own = charge({ ...released, payment_intent: null, amount_refunded: 12_900 });
    expect(paymentOf("charge.refunded", own)).toMatchObject({
      reference: "ch_1",
      refundedTotal: 0,
      snapshot: { state: "cancelled", captured: 0, waitingOn: "operator" },
    });
  });
});

describe("a message about a dispute", () => {
  test.each([
    ["charge.dispute.created", "warning_needs_response", "inquiry"],
    ["charge.dispute.updated", "warning_under_review", "inquiry"],
    ["charge.dispute.closed", "warning_closed", "closed"],
    ["charge.dispute.created", "needs_response", "open"],
    ["charge.dispute.funds_withdrawn", "needs_response", "open"],
    ["charge.dispute.updated", "under_review", "open"],
    ["charge.dispute.updated", "appeal_needs_response", "open"],
    ["charge.dispute.closed", "won", "won"],
    ["charge.dispute.funds_reinstated", "won", "won"],
    ["charge.dispute.closed", "lost", "lost"],
    ["charge.dispute.closed", "charge_refunded", "closed"],
    ["charge.dispute.closed", "prevented", "closed"],
  ])(
    "%s that is %s says that it is %s, how much, and until when to answer",
    (type, status, state) => {
      expect(paymentOf(type, dispute({ status }))).toEqual({
        account: "",
        reference: "pi_1",
        asOf: AT,
        snapshot: null,
        refundedTotal: null,
        refunds: [],
        disputes: [
          {
            reference: "dp_1",
            amount: 12_900,
            currency: "EUR",
            state,
            createdAt: AT - 20_000,
            dueBy: AT + 86_400_000,
            reason: "fraudulent",
          },
        ],
      });
    },
  );

  test("that was prevented at the shop's cost is lost", () => {
    const moved = { status: "prevented", balance_transactions: [{ amount: -12_900 }] };
    expect(paymentOf("charge.dispute.created", dispute(moved)).disputes).toMatchObject([
      { state: "lost" },
    ]);
  });
});
