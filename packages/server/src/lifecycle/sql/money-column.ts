import { type Bill, EMPTY_MONEY, type OrderMoney } from "@followthrough/core/domain";

/** The rules of nearly every bill. They are not stored with each order: a narrow row is written faster. */
const USUAL = {
  terms: null,
  countsTest: false,
  settledBy: "authorisation",
  partialBy: "operator",
} as const satisfies Partial<Bill>;

/** What the column `money` of `orchestrations` holds. Whatever is as usual, or empty, is left out. */
export interface StoredMoney extends Partial<Omit<OrderMoney, "bill">> {
  readonly bill?: Partial<Bill> & Pick<Bill, "total" | "currency">;
}

/** An order's money as it is stored. */
export function moneyToStore({ bill, payments, formerTotals }: OrderMoney): StoredMoney {
  return {
    ...(bill === null ? {} : { bill: withoutUsual(bill) }),
    ...(Object.keys(payments).length === 0 ? {} : { payments }),
    ...(formerTotals === undefined ? {} : { formerTotals }),
  };
}

/** The same after reading. The column of an order that is older than it is empty. */
export function readMoney({ bill, ...stored }: StoredMoney): OrderMoney {
  return { ...EMPTY_MONEY, ...stored, bill: bill === undefined ? null : { ...USUAL, ...bill } };
}

function withoutUsual(bill: Bill): NonNullable<StoredMoney["bill"]> {
  const { total, currency, terms, countsTest, settledBy, partialBy } = bill;
  return {
    total,
    currency,
    ...(terms === USUAL.terms ? {} : { terms }),
    ...(countsTest === USUAL.countsTest ? {} : { countsTest }),
    ...(settledBy === USUAL.settledBy ? {} : { settledBy }),
    ...(partialBy === USUAL.partialBy ? {} : { partialBy }),
  };
}
