import { expect, test } from "vitest";
import { type EntryMoney, type PaymentReport, withoutTexts } from "../../src/domain/index.ts";
import { BILL, snapshot } from "../support/payments.ts";

const PERSON = "ada";

const REPORT: PaymentReport = {
  account: "",
  reference: "pay-1",
  asOf: 5,
  snapshot: snapshot("requires_action", 5, {
    methodName: PERSON,
    reason: PERSON,
    actBy: 9,
    nextStep: { kind: "voucher", url: `https://pay.example/${PERSON}` },
  }),
  refundedTotal: 200,
  refunds: [
    {
      reference: "re-1",
      amount: 200,
      currency: "EUR",
      state: "failed",
      createdAt: 6,
      reason: PERSON,
    },
  ],
  disputes: [
    {
      reference: "dp-1",
      amount: 300,
      currency: "EUR",
      state: "open",
      createdAt: 7,
      dueBy: 8,
      reason: PERSON,
    },
  ],
};

/** Every text and number of a document by its place, without those that are nothing. */
function valuesOf(value: unknown, place = ""): [string, unknown][] {
  if (typeof value !== "object") return [[place, value]];
  return Object.entries(value ?? {}).flatMap(([key, each]) => valuesOf(each, `${place}.${key}`));
}

test("an erased report has no text about the person, and everything else as before", () => {
  const money: EntryMoney = { bill: BILL, reports: [REPORT, { ...REPORT, snapshot: null }] };
  const erased = withoutTexts(money);
  const namesNobody = ([, value]: [string, unknown]) => !String(value).includes(PERSON);
  expect(Object.fromEntries(valuesOf(erased))).toEqual(
    Object.fromEntries(valuesOf(money).filter(namesNobody)),
  );
  expect(withoutTexts(erased)).toEqual(erased);
});

test("an entry that says nothing of payments stays as it is", () => {
  for (const money of [{ bill: BILL }, { stated: { total: 100, currency: "EUR" } }])
    expect(withoutTexts(money)).toBe(money);
});
