import type { Bill } from "./bill.ts";
import type { OrderMoney } from "./register.ts";

const UNKNOWN_BILL: Omit<Bill, "total" | "currency"> = {
  terms: null,
  countsTest: true,
  settledBy: "authorisation",
  partialBy: "operator",
};

/** The money with a bill. An order whose timeline is older than bills is to be paid at once, as it costs now. */
export function withBill(
  money: OrderMoney,
  { total, currency }: Pick<Bill, "total" | "currency">,
): OrderMoney & { readonly bill: Bill } {
  return { ...money, bill: money.bill ?? { ...UNKNOWN_BILL, total, currency } };
}
