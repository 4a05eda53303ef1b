import { z } from "zod";
import { Digits } from "../read-json.ts";

/** An id, digit for digit. */
const Id = z.instanceof(Digits).transform(({ text }, context) => {
  if (/^\d{1,30}$/.test(text)) return text;
  context.addIssue("is no id");
  return z.NEVER;
});
const Count = z.instanceof(Digits).transform(({ text }) => Number(text));
const Time = z.iso.datetime({ offset: true }).transform((time) => Date.parse(time));
const Text = z.string().nullish();
const Amount = z.string();

const Customer = z.looseObject({
  id: Id,
  email: Text,
  first_name: Text,
  last_name: Text,
});
const LineItem = z.looseObject({ title: Text, quantity: Count, price: Amount });
const Refund = z.looseObject({ processed_at: Time.nullish(), created_at: Time.nullish() });
const PartOfOrder = z.looseObject({ created_at: Time, updated_at: Time.nullish() });

/** An order, whichever topic it came under. */
export const ShopifyOrder = z.looseObject({
  id: Id,
  name: z.string(),
  order_number: z.instanceof(Digits),
  currency: z.string(),
  total_price: Amount,
  financial_status: z.string().nullish(),
  fulfillment_status: z.string().nullish(),
  created_at: Time,
  processed_at: Time.nullish(),
  updated_at: Time,
  cancelled_at: Time.nullish(),
  cancel_reason: Text,
  email: Text,
  contact_email: Text,
  customer_locale: Text,
  customer: Customer.nullish(),
  line_items: z.array(LineItem),
  refunds: z.array(Refund).nullish(),
  fulfillments: z.array(PartOfOrder).nullish(),
});

/** An order, whichever topic it came under. */
export type ShopifyOrder = z.infer<typeof ShopifyOrder>;

/** A parcel of an order. */
export const ShopifyFulfillment = z.looseObject({
  id: Id,
  order_id: Id,
  status: z.string().nullish(),
  created_at: Time,
  updated_at: Time,
  tracking_numbers: z.array(z.unknown()),
});

/** A refund of an order, or of a part of it. */
export const ShopifyRefund = z.looseObject({
  id: Id,
  order_id: Id,
  created_at: Time,
  processed_at: Time.nullish(),
  refund_line_items: z.array(z.unknown()),
});
