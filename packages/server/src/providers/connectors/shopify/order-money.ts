import { toMinorUnits } from "@followthrough/core/contract";
import type { ShopifyOrder, ShopifyTransaction } from "./bodies.ts";

/** An order's amounts in one currency: integers in its minor unit. */
export interface OrderMoney {
  readonly currency: string;
  /** What the order comes to. A refund doesn't lower it; an edit changes it. */
  readonly total: number;
  /** What was taken in all, before refunds; `null` if the body doesn't say how much. */
  readonly captured: number | null;
  /** Whether the amounts are those of the shop's currency. */
  readonly isShopMoney: boolean;
}

/** How amounts of a body are read. */
interface Amounts {
  readonly currency: string;
  readonly isShopMoney: boolean;
  /** What the order comes to now: after edits, and without the items that were returned or removed. */
  readonly current: number;
  /** What it came to when it was placed. */
  readonly original: number;
  /** What is still to pay, negative if the shop has too much; `null` if the body doesn't say. */
  readonly outstanding: number | null;
  /** Turns an amount of the shop's currency into one of this currency. */
  readonly ratio: number;
}

/**
 * The sums of an order. The shopper's own (presentment) currency is used where the body has it, as Shopify's
 * transactions do, and the shop's currency elsewhere.
 *
 * @returns `null` if the total is no amount
 */
export function readOrderMoney(order: ShopifyOrder): OrderMoney | null {
  const amounts = readAmounts(order);
  if (amounts === null) return null;
  const { currency, isShopMoney, original } = amounts;
  const status = order.financial_status ?? "";
  const { total, captured } = sumsOf(status, amounts, {
    done: refundedOf(order, amounts, ["success"]),
    begun: refundedOf(order, amounts, ["success", "pending", "awaiting_response"]),
  });
  // Cancelling removes the items. The order is still shown with what it came to.
  if (order.cancelled_at == null) return { currency, isShopMoney, total, captured };
  // A paid order that was cancelled still holds its money, although its current total is 0.
  const held = status === "paid" && captured !== null ? Math.max(captured, original) : captured;
  return { currency, isShopMoney, total: Math.max(total, original), captured: held };
}

/**
 * What was taken, by Shopify's own balance: outstanding = current total - (taken - given back). Shopify counts an
 * amount that is reserved or on its way differently in different states, so this is only used in states in which
 * money was taken. A returned item lowers the current total and is given back, so what was given back is added again:
 * a refund never lowers the total, and nobody is asked to pay it again.
 */
function sumsOf(
  status: string,
  { current, outstanding, original }: Amounts,
  refunded: { readonly done: number; readonly begun: number },
): Pick<OrderMoney, "total" | "captured"> {
  const total = current + refunded.done;
  const overpaid = Math.max(0, -(outstanding ?? 0));
  switch (status) {
    case "paid":
      return { total, captured: total + overpaid };
    case "partially_paid":
      // Nothing outstanding would mean that the rest is reserved: then the body doesn't say how much was taken.
      if (outstanding === null || outstanding <= 0) return { total, captured: null };
      return { total, captured: Math.max(0, total - outstanding) };
    case "partially_refunded": {
      const captured = Math.max(0, total - (outstanding ?? 0));
      // What was given back may count as outstanding again, if no item was returned with it.
      const again = Math.min(refunded.done, Math.max(0, outstanding ?? 0));
      return { total: total - again, captured };
    }
    case "refunded": {
      const captured = refunded.begun > 0 ? refunded.begun : Math.max(total, original);
      return { total: captured, captured };
    }
    default:
      return { total, captured: 0 };
  }
}

function readAmounts(order: ShopifyOrder): Amounts | null {
  const { currency, total_price: placed, current_total_price: now } = order;
  const current = minorUnits(now ?? placed ?? "", currency);
  if (current === null) return null;
  const original = minorUnits(placed ?? "", currency) ?? current;
  const outstanding = signedMinorUnits(order.total_outstanding, currency);
  const inShop = { currency, isShopMoney: true, current, original, outstanding, ratio: 1 };
  return presentmentOf(order, inShop) ?? inShop;
}

/** The same in the shopper's currency; `null` if the body is not complete in it. */
function presentmentOf(order: ShopifyOrder, inShop: Amounts): Amounts | null {
  const { presentment_currency: currency, total_price_set: placed } = order;
  if (currency == null || currency === inShop.currency) return null;
  const now = order.current_total_price == null ? placed : order.current_total_price_set;
  const pair = [placed, now].map((set) => set?.presentment_money);
  const [original, current] = pair.map((money) =>
    money?.currency_code === currency ? minorUnits(money.amount, currency) : null,
  );
  if (original == null || current == null) return null;
  // Shopify gives this amount in the shop's currency only. It is exact when nothing, or everything, is to pay.
  const ratio =
    inShop.current > 0 ? current / inShop.current : original / Math.max(1, inShop.original);
  const outstanding = inShop.outstanding === null ? null : Math.round(inShop.outstanding * ratio);
  return { currency, isShopMoney: false, current, original, outstanding, ratio };
}

/** What was given back by transactions of these statuses. Shopify's balance has only those that succeeded. */
function refundedOf(
  order: ShopifyOrder,
  { currency, ratio }: Amounts,
  statuses: readonly string[],
): number {
  const amounts = order.refunds
    .flatMap(({ transactions }) => transactions)
    .filter(({ kind, status }) => kind === "refund" && statuses.includes(status ?? ""))
    .map((transaction) => {
      const amount = transactionAmount(transaction, currency) ?? 0;
      const own = transaction.currency ?? currency;
      if (own === currency) return amount;
      return own === order.currency ? Math.round(amount * ratio) : 0;
    });
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/**
 * The amount of a transaction in minor units.
 *
 * @param currency the currency, if the transaction itself names none
 */
export function transactionAmount(
  { amount, currency: own }: Pick<ShopifyTransaction, "amount" | "currency">,
  currency: string,
): number | null {
  return amount == null ? null : minorUnits(amount, own ?? currency);
}

/** The amount in minor units; `null` if it is none, or the currency is unknown. */
export function minorUnits(amount: string, currency: string): number | null {
  return isCurrency(currency) ? toMinorUnits(amount, currency) : null;
}

function signedMinorUnits(amount: string | null | undefined, currency: string): number | null {
  if (amount == null) return null;
  const size = minorUnits(amount.replace(/^-/, ""), currency);
  return size !== null && amount.startsWith("-") ? -size : size;
}

/** Whether this is a currency of ISO 4217. */
export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf("currency").includes(code);
}
