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
  "customer_id",
  "customer.*",
  "items.*",
];

/** An order with what Medusa derives of its payments and parcels. */
export async function readOrder(container: MedusaContainer, orderId: string): Promise<MedusaOrder> {
  const input = { order_id: orderId, fields: FIELDS };
  const { result } = await getOrderDetailWorkflow(container).run({ input });
  return result as unknown as MedusaOrder;
}
