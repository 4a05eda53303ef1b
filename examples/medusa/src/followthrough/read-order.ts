import type { MedusaContainer } from "@medusajs/framework/types";
import { getOrderDetailWorkflow } from "@medusajs/medusa/core-flows";
import type { MedusaOrder } from "./messages";

const FIELDS = [
  "id",
  "display_id",
  "email",
  "currency_code",
  "total",
  "created_at",
  "updated_at",
  "version",
  "customer_id",
  "customer.*",
  "items.*",
  "tax_total",
  "discount_subtotal",
  "discount_total",
  "shipping_subtotal",
  "original_shipping_total",
  "billing_address.*",
  "shipping_address.*",
  "payment_collections.payments.*",
  "payment_collections.payments.captures.*",
  "payment_collections.payments.refunds.*",
];

/** An order with its payments, and what Medusa derives of its payments and parcels. */
export async function readOrder(container: MedusaContainer, orderId: string): Promise<MedusaOrder> {
  const input = { order_id: orderId, fields: FIELDS };
  const { result } = await getOrderDetailWorkflow(container).run({ input });
  return result as unknown as MedusaOrder;
}

/** The order of a payment, with all its payments. `null` while the payment's cart has not become an order. */
export async function readOrderOfPayment(
  container: MedusaContainer,
  paymentId: string,
): Promise<MedusaOrder | null> {
  const query = container.resolve("query");
  const { data: payments } = await query.graph({
    entity: "payment",
    fields: ["id", "payment_collection.order.id"],
    filters: { id: paymentId },
  });
  const orderId = payments[0]?.payment_collection?.order?.id;
  return orderId === undefined ? null : readOrder(container, orderId);
}
