/** Why a mail address can't be used. */
export const MAIL_ADDRESS_PROBLEMS = ["malformed", "too_long"] as const;

/** Why a mail address can't be used. */
export type MailAddressProblem = (typeof MAIL_ADDRESS_PROBLEMS)[number];

/** One line of an order. A negative price is a line that lowers the total. */
export interface OrderLine {
  readonly title: string;
  /** With up to six decimals, such as 0.35 of a kilogram. */
  readonly quantity: number;
  /** The price of one, in the currency's minor unit. */
  readonly unitPrice: { readonly amount: number; readonly currency: string };
}

/** Lines of an order that are counted and not kept. */
export interface MoreLines {
  readonly count: number;
  /** What they come to, in the minor units of the order's currency; `null` if that is not known. */
  readonly amount: number | null;
}

/** An order's tax, in the minor units of its currency. */
export interface OrderTax {
  readonly amount: number;
  /** Whether the prices contain it, so that it adds nothing to the total. */
  readonly included: boolean;
}

/** A value that a shop can attach to an order. */
type AttributeValue = string | number | boolean;

/** What an order may say apart from its bill. Amounts are in the minor units of its currency. */
export interface OrderDetails {
  readonly moreItems: MoreLines | null;
  /** What is taken off; never negative. */
  readonly discount: number | null;
  readonly shipping: number | null;
  readonly tax: OrderTax | null;
  readonly emailProblem: MailAddressProblem | null;
  /** BCP 47: the shopper's language, where the member has none. */
  readonly locale: string | null;
  /** IANA: the shopper's time zone, where the member has none. */
  readonly timeZone: string | null;
  /** Where this shopper resumes; `null` for the storefront's own page. */
  readonly statusUrl: string | null;
  readonly channel: string | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** A postal address, as far as it tells where somebody lives. It is read and not kept. */
export interface PostalPlace {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The part of an ISO 3166-2 code after the country. */
  readonly province: string | null;
  readonly postalCode: string | null;
}

/** An order that says nothing of all this. */
export const NO_DETAILS: OrderDetails = {
  moreItems: null,
  discount: null,
  shipping: null,
  tax: null,
  emailProblem: null,
  locale: null,
  timeZone: null,
  statusUrl: null,
  channel: null,
  attributes: {},
};

/** Fewer lines than the largest orders have: nobody reads more, and each is part of every read of the order. */
export const MOST_ITEMS = 500;

/** The amount of a line, rounded half up to the minor unit. The product of its integers is exact. */
export function amountOfLine(line: OrderLine): number {
  const size = Number((millionthsOf(line) + 500_000n) / MILLION);
  return line.unitPrice.amount < 0 ? -size : size;
}

const MILLION = 1_000_000n;

/** The size of a line's amount in millionths of the minor unit. */
function millionthsOf({ quantity, unitPrice }: OrderLine): bigint {
  return BigInt(Math.round(quantity * 1_000_000)) * BigInt(Math.abs(unitPrice.amount));
}

/**
 * The first lines of an order, and what the others come to.
 *
 * @param more lines that the shop itself did not list
 */
export function summarizeLines(
  lines: readonly OrderLine[],
  currency: string,
  more: MoreLines | null,
): { readonly items: readonly OrderLine[]; readonly moreItems: MoreLines | null } {
  const rest = lines.slice(MOST_ITEMS);
  if (rest.length === 0) return { items: lines, moreItems: more };
  const sum = sumOfLines(rest, currency);
  const known = more === null ? 0 : more.amount;
  return {
    items: lines.slice(0, MOST_ITEMS),
    moreItems: {
      count: rest.length + (more?.count ?? 0),
      amount: sum === null || known === null ? null : sum + known,
    },
  };
}

/** What these lines come to in this currency; `null` if one of them is in another. */
export function sumOfLines(lines: readonly OrderLine[], currency: string): number | null {
  if (lines.some(({ unitPrice }) => unitPrice.currency !== currency)) return null;
  return lines.reduce((sum, line) => sum + amountOfLine(line), 0);
}

/**
 * The part of the total that neither the lines nor the stated amounts explain: a fee, a gift card.
 *
 * @returns 0 if everything is explained, or if that is not known: the shop listed no lines, or some in another currency
 */
export function unexplainedAmount(order: {
  readonly total: { readonly amount: number; readonly currency: string };
  readonly items: readonly OrderLine[];
  readonly moreItems: MoreLines | null;
  readonly discount: number | null;
  readonly shipping: number | null;
  readonly tax: OrderTax | null;
  /** What redeemed points take off. */
  readonly pointsOff?: number | null;
}): number {
  const { total, items, moreItems, discount, shipping, tax, pointsOff } = order;
  const lines = sumOfLines(items, total.currency);
  const more = moreItems === null ? 0 : moreItems.amount;
  if (items.length === 0 || lines === null || more === null) return 0;
  const onTop = tax === null || tax.included ? 0 : tax.amount;
  const off = (discount ?? 0) + (pointsOff ?? 0);
  const rest = total.amount - (lines + more - off + (shipping ?? 0) + onTop);
  // Shops round in their own way: each line that comes to a fraction of the minor unit may be one more or less.
  const rounded = items.filter((line) => millionthsOf(line) % MILLION !== 0n).length;
  return Math.abs(rest) <= rounded ? 0 : rest;
}
