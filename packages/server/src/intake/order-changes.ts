import type { OrderChanges, OrderLine } from "@followthrough/core/domain";
import type { StoredOrder } from "../lifecycle/sql/orders.ts";
import { isoOrNull } from "../platform/postgres/times.ts";

/** The fields of an order that only its timeline shows. The rules show its bill themselves. */
const SHOWN: Readonly<Record<string, (order: StoredOrder) => unknown>> = {
  orderNumber: ({ orderNumber }) => orderNumber,
  memberId: ({ memberId }) => memberId,
  email: ({ email }) => (email === null ? null : masked(email)),
  items: ({ items }) => items.slice(0, MOST_ITEMS).map(itemText),
  requires: ({ requires }) => requires,
  promisedBy: ({ promisedBy }) => isoOrNull(promisedBy),
  test: ({ isTest }) => isTest,
};

// A timeline entry shows what has changed and is no second copy of the order.
const MOST_ITEMS = 20;

/** What a report changes in an order, apart from what it is to be paid; `null` if nothing. */
export function orderChanges(known: StoredOrder, order: StoredOrder): OrderChanges | null {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const [field, show] of Object.entries(SHOWN)) {
    if (wholeOf(known, field) === wholeOf(order, field)) continue;
    before[field] = show(known);
    after[field] = show(order);
  }
  return Object.keys(after).length === 0 ? null : { before, after };
}

/** Compares whole values: two long lists may begin alike, and two addresses may look alike when they are masked. */
function wholeOf(order: StoredOrder, field: string): string {
  if (field === "items") return JSON.stringify(order.items.map(itemText));
  if (field === "email") return order.email ?? "";
  return JSON.stringify(SHOWN[field]?.(order));
}

function itemText({ title, quantity, unitPrice }: OrderLine): string {
  return `${quantity} × ${title}, ${unitPrice.amount} ${unitPrice.currency}`;
}

/** The timeline is kept for longer than an address, and others read it. */
function masked(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, 1)}…${email.slice(Math.max(at, 0))}`;
}
