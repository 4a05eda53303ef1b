import type { MoreLines, OrderLine, OrderTax } from "@followthrough/core/domain";

/** The columns of an order's lines and of what is known about its total. */
export interface LinesRow {
  items: OrderLine[];
  more_items_count: number | null;
  more_items_amount: number | null;
  discount_amount: number | null;
  shipping_amount: number | null;
  tax_amount: number | null;
  tax_included: boolean | null;
}

/** The names of these columns. */
export const LINES_COLUMNS = [
  "items",
  "more_items_count",
  "more_items_amount",
  "discount_amount",
  "shipping_amount",
  "tax_amount",
  "tax_included",
] as const satisfies readonly (keyof LinesRow)[];

/** What an order's row says about its lines and what is known about its total. */
export function toLines(row: LinesRow): {
  readonly items: readonly OrderLine[];
  readonly moreItems: MoreLines | null;
  readonly discount: number | null;
  readonly shipping: number | null;
  readonly tax: OrderTax | null;
} {
  const { more_items_count: count, tax_amount: tax } = row;
  return {
    items: row.items,
    moreItems: count === null ? null : { count, amount: row.more_items_amount },
    discount: row.discount_amount,
    shipping: row.shipping_amount,
    tax: tax === null ? null : { amount: tax, included: row.tax_included ?? false },
  };
}
