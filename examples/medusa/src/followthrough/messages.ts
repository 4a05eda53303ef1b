/** An order as Medusa's detail workflow gives it, as far as it is used here. */
export interface MedusaOrder {
  readonly id: string;
  readonly display_id?: number;
  readonly email?: string | null;
  readonly currency_code: string;
  readonly total: unknown;
  readonly created_at: string | Date;
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
  }[];
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
  const currency = order.currency_code.toUpperCase();
  const { customer } = order;
  const email = order.email ?? customer?.email ?? undefined;
  const name = [customer?.first_name, customer?.last_name].filter(Boolean).join(" ");
  const memberId = customer?.id ?? null;
  const member = memberId !== null &&
    email !== undefined && { memberId, email, name: name || email };
  return {
    id: `order.placed:${order.id}`,
    body: {
      type: "order.placed",
      timestamp: new Date(order.created_at).toISOString(),
      data: {
        orderId: order.id,
        order: {
          orderNumber: String(order.display_id ?? order.id),
          memberId: member ? memberId : null,
          email,
          total: { amount: minorUnits(order.total, currency), currency },
          items: (order.items ?? []).map(({ title, quantity, unit_price }) => ({
            title,
            quantity: Number(quantity),
            unitPrice: { amount: minorUnits(unit_price, currency), currency },
          })),
          // A store without these stages: nobody would ever complete them.
          requires: { verification: false, loyaltyHold: false },
        },
        ...(member ? { member } : {}),
      },
    },
  };
}

/** Money came in. All of it completes the payment; a part waits for the rest. */
export function paid(order: MedusaOrder, paymentId: string, now: Date): Message {
  const isWhole = order.payment_status === "captured";
  const status = isWhole ? { status: "completed" } : { status: "waiting", waitingOn: "member" };
  return {
    id: `payment.captured:${paymentId}`,
    body: {
      type: "stage.reported",
      timestamp: now.toISOString(),
      data: { orderId: order.id, stage: "payment", ...status, details: { paymentId } },
    },
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
      data: { orderId: order.id, stage: "fulfillment", ...status, details: { fulfillmentId } },
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

/** Medusa counts in whole units of a currency, with decimals. */
function minorUnits(amount: unknown, currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return Math.round(Number(amount) * 10 ** digits);
}
