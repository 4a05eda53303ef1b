import { describe, expect, test } from "vitest";
import { PaymentBody, PutOrder, readPayment, readTerms, Terms } from "../src/contract/index.ts";
import { PAYMENT_STATES } from "../src/domain/index.ts";
import { expectAccepted, wrongFields } from "./support/parsing.ts";

const AT = "2026-03-01T10:00:00Z";
const NOW = Date.parse(AT);
const CAPTURED = { reference: "pay_1", state: "captured", captured: 12_900, currency: "EUR" };
const REFUND = { reference: "re_1", amount: 500, state: "succeeded", createdAt: AT };
const DISPUTE = { reference: "dp_1", amount: 500, state: "open", createdAt: AT };

describe("a payment's body", () => {
  test.each([
    ["captured", CAPTURED],
    ["captured in part", { ...CAPTURED, authorised: 3000, captureBefore: AT }],
    ["authorised", { reference: "p", state: "authorised", authorised: 1, captureBefore: AT }],
    [
      "a voucher",
      {
        reference: "p",
        state: "requires_action",
        method: "voucher",
        actBy: AT,
        nextStep: { kind: "voucher", url: "https://pay.example/v/1" },
      },
    ],
    [
      "a duplicate that nobody must act on",
      { reference: "p", state: "cancelled", waitingOn: null },
    ],
    ["only a refund", { reference: "p", refunds: [REFUND] }],
    ["only a dispute", { reference: "p", disputes: [DISPUTE] }],
    ["only a sum of refunds", { reference: "p", refundedTotal: 0 }],
    ["captured and refunded", { ...CAPTURED, refundedTotal: 500, refunds: [REFUND] }],
  ])("is accepted: %s", (_name, body) => expectAccepted(PaymentBody, body));

  test.each<[string, Record<string, unknown>, string[]]>([
    ["nothing but a reference", { reference: "p" }, ["state"]],
    ["a captured one without its sum", { reference: "p", state: "captured" }, ["captured"]],
    ["an authorised one without its sum", { reference: "p", state: "authorised" }, ["authorised"]],
    [
      "money of a payment that failed",
      { reference: "p", state: "failed", captured: 1, authorised: 1 },
      ["captured", "authorised"],
    ],
    ["a sum without a state", { reference: "p", captured: 1, refunds: [REFUND] }, ["captured"]],
    [
      "a deadline to capture nothing",
      { ...CAPTURED, state: "processing", captured: 0, captureBefore: AT },
      ["captureBefore"],
    ],
    ["someone to act on what has not ended", { ...CAPTURED, waitingOn: "member" }, ["waitingOn"]],
    ["a refund twice", { reference: "p", refunds: [REFUND, REFUND] }, ["refunds"]],
    ["a dispute twice", { reference: "p", disputes: [DISPUTE, DISPUTE] }, ["disputes"]],
    [
      "a sum of refunds below those that are listed",
      { reference: "p", refundedTotal: 499, refunds: [REFUND] },
      ["refundedTotal"],
    ],
    ["no reference", { ...CAPTURED, reference: "" }, ["reference"]],
    ["a reference of 256 characters", { ...CAPTURED, reference: "p".repeat(256) }, ["reference"]],
    ["an amount in decimals", { ...CAPTURED, captured: 129.5 }, ["captured"]],
    ["a negative amount", { ...CAPTURED, captured: -1 }, ["captured"]],
    ["no currency of ISO 4217", { ...CAPTURED, currency: "EUX" }, ["currency"]],
    ["a time without an offset", { ...CAPTURED, actBy: "2026-03-01T10:00:00" }, ["actBy"]],
    [
      "a link that is a script",
      { reference: "p", state: "requires_action", nextStep: { kind: "pay", url: "javascript:1" } },
      ["nextStep.url"],
    ],
    ["an unknown field", { ...CAPTURED, amount: 1 }, ["amount"]],
    [
      "51 refunds",
      {
        reference: "p",
        refunds: Array.from({ length: 51 }, (_, at) => ({ ...REFUND, reference: `re_${at}` })),
      },
      ["refunds"],
    ],
    [
      "21 disputes",
      {
        reference: "p",
        disputes: Array.from({ length: 21 }, (_, at) => ({ ...DISPUTE, reference: `dp_${at}` })),
      },
      ["disputes"],
    ],
  ])("is refused with its field: %s", (_name, body, fields) => {
    expect(wrongFields(PaymentBody, body)).toEqual(fields);
  });

  test("a refund that failed is no part of the sum of refunds", () => {
    const failed = { ...REFUND, state: "failed" };
    expectAccepted(PaymentBody, { reference: "p", refundedTotal: 0, refunds: [failed] });
  });

  test("is read as a report as of its time, with what it doesn't say as null or 0", () => {
    expect(readPayment(PaymentBody.parse(CAPTURED), NOW)).toEqual({
      account: "",
      reference: "pay_1",
      asOf: NOW,
      snapshot: {
        state: "captured",
        method: null,
        methodName: null,
        currency: "EUR",
        authorised: 0,
        captured: 12_900,
        since: NOW,
        actBy: null,
        captureBefore: null,
        nextStep: null,
        reason: null,
        waitingOn: null,
        isTest: false,
      },
      refundedTotal: null,
      refunds: [],
      disputes: [],
    });
  });

  test("is read with all that it says", () => {
    const body = {
      ...CAPTURED,
      account: "acct_1",
      method: "card",
      methodName: "visa",
      authorised: 100,
      captureBefore: AT,
      actBy: AT,
      nextStep: { kind: "authenticate" },
      reason: "late",
      test: true,
      refundedTotal: 500,
      refunds: [{ ...REFUND, currency: "USD", reason: "damaged" }],
      disputes: [{ ...DISPUTE, dueBy: AT }],
    };
    expect(readPayment(PaymentBody.parse(body), NOW)).toMatchObject({
      account: "acct_1",
      snapshot: {
        method: "card",
        methodName: "visa",
        authorised: 100,
        captureBefore: NOW,
        actBy: NOW,
        nextStep: { kind: "authenticate", url: null },
        reason: "late",
        isTest: true,
      },
      refundedTotal: 500,
      refunds: [
        {
          reference: "re_1",
          amount: 500,
          currency: "USD",
          state: "succeeded",
          createdAt: NOW,
          reason: "damaged",
        },
      ],
      disputes: [{ reference: "dp_1", currency: null, createdAt: NOW, dueBy: NOW, reason: null }],
    });
  });

  test("of refunds alone says nothing of the payment itself", () => {
    const body = PaymentBody.parse({ reference: "p", refunds: [REFUND] });
    expect(readPayment(body, NOW).snapshot).toBeNull();
  });

  test.each(PAYMENT_STATES)(
    "that is %s says who must act where it has ended without money",
    (state) => {
      const sums = { authorised: { authorised: 1 }, captured: { captured: 1 } };
      const sum = state === "authorised" || state === "captured" ? sums[state] : {};
      const body = PaymentBody.parse({ reference: "p", state, ...sum });
      const usual = { failed: "member", expired: "member", cancelled: "operator" };
      const expected = Object.entries(usual).find(([ended]) => ended === state)?.[1] ?? null;
      expect(readPayment(body, NOW).snapshot?.waitingOn).toBe(expected);
    },
  );

  test("that failed with nobody to act waits on nobody", () => {
    const body = PaymentBody.parse({ reference: "p", state: "failed", waitingOn: null });
    expect(readPayment(body, NOW).snapshot?.waitingOn).toBeNull();
  });

  test("describes each of its fields", () => {
    const silent = Object.entries(PaymentBody.shape).filter(([, { description }]) => !description);
    expect(silent.map(([field]) => field)).toEqual([]);
    expect(PaymentBody.description).toContain("sums");
  });
});

describe("the terms of payment", () => {
  test("are read with their date, or without", () => {
    expect(readTerms(Terms.parse({ kind: "invoice", dueAt: AT }))).toEqual({
      kind: "invoice",
      dueAt: NOW,
    });
    expect(readTerms(Terms.parse({ kind: "on_delivery" }))).toEqual({
      kind: "on_delivery",
      dueAt: null,
    });
    expect(readTerms(undefined)).toBeNull();
  });

  test.each<[Record<string, unknown>, string]>([
    [{ kind: "later" }, "kind"],
    [{}, "kind"],
    [{ kind: "invoice", dueAt: "soon" }, "dueAt"],
    [{ kind: "invoice", days: 30 }, "days"],
  ])("%j are refused", (terms, field) => expect(wrongFields(Terms, terms)).toEqual([field]));

  test("and the mark of a test may be in an order", () => {
    const total = { amount: 100, currency: "EUR" };
    const order = { orderNumber: "1", memberId: null, total, items: [] };
    expectAccepted(PutOrder, { ...order, terms: { kind: "invoice", dueAt: AT }, test: true });
    expect(wrongFields(PutOrder, { ...order, terms: { kind: "later" } })).toEqual(["terms.kind"]);
  });
});
