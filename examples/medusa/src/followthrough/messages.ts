import { minorUnits } from "./minor-units";

/** A date of Medusa: from the database, or from JSON. */
type Time = string | Date;

/** A payment as Medusa gives it with its captures and refunds. Amounts are in whole units, with decimals. */
export interface MedusaPayment {
  readonly id: string;
  readonly amount: unknown;
  readonly currency_code: string;
  readonly provider_id: string;
  readonly created_at: Time;
  readonly updated_at?: Time | null;
  readonly captured_at?: Time | null;
  readonly canceled_at?: Time | null;
  readonly captures?: readonly ({ readonly amount: unknown; readonly created_at: Time } | null)[];
  readonly refunds?: readonly ({
    readonly id: string;
    readonly amount: unknown;
    readonly created_at: Time;
  } | null)[];
}

/** A postal address, as far as it is used here. */
interface MedusaAddress {
  readonly country_code?: string | null;
  readonly province?: string | null;
  readonly postal_code?: string | null;
}

/** An order as Medusa's detail workflow gives it, as far as it is used here. */
export interface MedusaOrder {
  readonly id: string;
  readonly display_id?: number;
  readonly email?: string | null;
  readonly currency_code: string;
  readonly total: unknown;
  readonly created_at: Time;
  readonly updated_at?: Time | null;
  /** Counts the changes of an order, such as edits. */
  readonly version?: number;
  readonly customer_id?: string | null;
  readonly customer?: {
    readonly id: string;
    readonly email?: string | null;
    readonly first_name?: string | null;
    readonly last_name?: string | null;
  } | null;
  readonly items?: readonly {
    readonly title: string;
    readonly quantity: unknown;
    readonly unit_price: unknown;
    readonly is_tax_inclusive?: boolean;
  }[];
  readonly tax_total?: unknown;
  /** Without tax; the next one with it. */
  readonly discount_subtotal?: unknown;
  readonly discount_total?: unknown;
  /** Without tax and before discounts; the next one with tax. */
  readonly shipping_subtotal?: unknown;
  readonly original_shipping_total?: unknown;
  readonly billing_address?: MedusaAddress | null;
  readonly shipping_address?: MedusaAddress | null;
  readonly payment_collections?: readonly ({
    readonly payments?: readonly (MedusaPayment | null)[];
  } | null)[];
  readonly payment_status?: string;
  readonly fulfillment_status?: string;
}

/** A message, and the id by which Followthrough knows it again. */
export interface Message {
  readonly id: string;
  readonly body: {
    readonly type: "order.placed" | "stage.reported" | "order.cancelled";
    readonly timestamp: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** An order was placed. A guest's order has an address and no member. */
export function placed(order: MedusaOrder): Message {
  return { id: `order.placed:${order.id}`, body: bodyOf(order, order.created_at) };
}

/** An order was edited: its total and its items as they are now. */
export function edited(order: MedusaOrder): Message {
  const changedAt = order.updated_at ?? order.created_at;
  const version = order.version ?? new Date(changedAt).getTime();
  return { id: `order.edited:${order.id}:${version}`, body: bodyOf(order, changedAt) };
}

function bodyOf(order: MedusaOrder, changedAt: Time): Message["body"] {
  const currency = order.currency_code.toUpperCase();
  const { customer } = order;
  const email = order.email ?? customer?.email ?? undefined;
  const name = [customer?.first_name, customer?.last_name].filter(Boolean).join(" ");
  const memberId = customer?.id ?? null;
  const address = customer?.email ?? order.email ?? undefined;
  const member = memberId !== null && { memberId, email: address, name: name || undefined };
  return {
    type: "order.placed",
    timestamp: new Date(changedAt).toISOString(),
    data: {
      orderId: order.id,
      order: {
        orderNumber: String(order.display_id ?? order.id),
        memberId,
        email,
        total: { amount: minorUnits(order.total, currency), currency },
        items: (order.items ?? []).map(({ title, quantity, unit_price }) => ({
          title,
          quantity: Number(quantity),
          unitPrice: { amount: minorUnits(unit_price, currency), currency },
        })),
        ...amountsOf(order, currency),
        address: placeOf(order.billing_address) ?? placeOf(order.shipping_address),
        // A store without these stages: nobody would ever complete them.
        requires: { verification: false, loyaltyHold: false },
        placedAt: new Date(order.created_at).toISOString(),
      },
      ...(member ? { member } : {}),
    },
  };
}

/** What lies between the items and the total. Medusa has each amount with and without tax. */
function amountsOf(order: MedusaOrder, currency: string) {
  const included = order.items?.every((item) => item.is_tax_inclusive === true) ?? false;
  const minor = (amount: unknown) => (amount == null ? undefined : minorUnits(amount, currency));
  const tax = minor(order.tax_total);
  return {
    discount: minor(included ? order.discount_total : order.discount_subtotal),
    shipping: minor(included ? order.original_shipping_total : order.shipping_subtotal),
    tax: tax === undefined ? undefined : { amount: tax, included },
  };
}

/** Medusa writes countries in small letters. */
function placeOf(address: MedusaAddress | null | undefined) {
  const country = address?.country_code?.toUpperCase() ?? "";
  if (!/^[A-Z]{2}$/.test(country)) return undefined;
  return {
    country,
    province: address?.province || undefined,
    postalCode: address?.postal_code || undefined,
  };
}

const ON_THEIR_WAY = ["fulfilled", "shipped", "delivered"];

/** A parcel was made. All of the order in parcels completes it. */
export function fulfilled(order: MedusaOrder, fulfillmentId: string, now: Date): Message {
  const isWhole = ON_THEIR_WAY.includes(order.fulfillment_status ?? "");
  const status = isWhole
    ? { status: "completed" }
    : { status: "in_progress", waitingOn: "operator" };
  return {
    id: `order.fulfillment_created:${fulfillmentId}`,
    body: {
      type: "stage.reported",
      timestamp: now.toISOString(),
      data: {
        orderId: order.id,
        stage: "fulfillment",
        ...status,
        parcel: { reference: fulfillmentId, state: "shipped" },
      },
    },
  };
}

/** A parcel was called off: what was complete is not complete any more, until another one is made. */
export function calledOff(orderId: string, fulfillmentId: string, now: Date): Message {
  return {
    id: `order.fulfillment_canceled:${fulfillmentId}`,
    body: {
      type: "stage.reported",
      timestamp: now.toISOString(),
      data: {
        orderId,
        stage: "fulfillment",
        status: "failed",
        waitingOn: "operator",
        parcel: { reference: fulfillmentId, state: "cancelled" },
      },
    },
  };
}

/** An order was called off. */
export function cancelled(orderId: string, now: Date): Message {
  return {
    id: `order.canceled:${orderId}`,
    body: {
      type: "order.cancelled",
      timestamp: now.toISOString(),
      data: { orderId, reason: "Cancelled in Medusa" },
    },
  };
}
