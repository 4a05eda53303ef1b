import { z } from "zod";
import { Digits } from "../read-json.ts";

// Postgres and every reader can handle these. Shops also import orders of past years.
const EARLIEST = Date.parse("1970-01-01T00:00:00Z");
const LATEST = Date.parse("2100-01-01T00:00:00Z");

/** An id with all its digits. */
const Id = z.instanceof(Digits).transform(({ text }, context) => {
  if (/^\d{1,30}$/.test(text)) return text;
  context.addIssue("is no id");
  return z.NEVER;
});
// As many as an order's line may count in the API.
const Count = z
  .instanceof(Digits)
  .transform(({ text }) => Number(text))
  .pipe(z.int().min(0).max(100_000));
const Time = z.iso
  .datetime({ offset: true })
  .transform((time) => Date.parse(time))
  .refine((time) => time >= EARLIEST && time < LATEST, {
    error: "must lie between the years 1970 and 2100",
  });
const Amount = z.union([z.string(), z.instanceof(Digits).transform(({ text }) => text)]);

/** A field that we can do without: in another shape it counts as absent, and the message is still read. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().catch(null);
}

/** The elements of a list that can be read. The others are left out. */
function readable<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((elements) => (elements ?? []).flatMap((element) => readOne(schema, element)));
}

function readOne<Schema extends z.ZodType>(schema: Schema, element: unknown): z.infer<Schema>[] {
  const { success, data } = schema.safeParse(element);
  return success ? [data] : [];
}

const Text = optional(z.string());
const OneMoney = z.looseObject({ amount: Amount, currency_code: z.string() });
const MoneySet = z.looseObject({ shop_money: optional(OneMoney), presentment_money: OneMoney });

/** An amount in the shop's and in the shopper's currency. */
export type ShopifyMoneySet = z.infer<typeof MoneySet>;

const Address = z.looseObject({ country_code: Text, province_code: Text, zip: Text });

/** A postal address, as far as it is used. */
export type ShopifyAddress = z.infer<typeof Address>;

const Customer = z.looseObject({ id: Id, email: Text, first_name: Text, last_name: Text });
const LineItem = z.looseObject({
  title: z.string(),
  quantity: Count,
  current_quantity: optional(Count),
  price: Amount,
  price_set: optional(MoneySet),
  requires_shipping: optional(z.boolean()),
});

/** A movement of money, or an attempt at one. Inside a refund some fields are absent. */
export const ShopifyTransaction = z.looseObject({
  id: Id,
  order_id: optional(Id),
  parent_id: optional(Id),
  kind: z.string(),
  status: Text,
  gateway: Text,
  amount: optional(Amount),
  currency: Text,
  created_at: optional(Time),
  processed_at: optional(Time),
  authorization_expires_at: optional(Time),
  error_code: Text,
  message: Text,
  test: optional(z.boolean()),
});

/** A movement of money, or an attempt at one. */
export type ShopifyTransaction = z.infer<typeof ShopifyTransaction>;

/** A refund inside an order. */
const RefundOfOrder = z.looseObject({
  created_at: optional(Time),
  processed_at: optional(Time),
  transactions: readable(ShopifyTransaction),
});

const PaymentSchedule = z.looseObject({
  due_at: optional(Time),
  issued_at: optional(Time),
  completed_at: optional(Time),
});
const PaymentTerms = z.looseObject({
  payment_terms_type: Text,
  payment_terms_name: Text,
  due_in_days: optional(Count),
  payment_schedules: readable(PaymentSchedule),
});

/** A shipment, inside an order too. */
const FulfillmentOfOrder = z.looseObject({
  id: Id,
  status: Text,
  shipment_status: Text,
  created_at: Time,
  updated_at: Time,
  tracking_company: Text,
  tracking_number: Text,
  tracking_numbers: readable(z.string()),
  tracking_url: Text,
  tracking_urls: readable(z.string()),
});

/** A shipment, inside an order too. */
export type FulfillmentOfOrder = z.infer<typeof FulfillmentOfOrder>;

/** An order, under any topic. Only what we can't do without is required. */
export const ShopifyOrder = z.looseObject({
  id: Id,
  name: Text,
  currency: z.string(),
  presentment_currency: Text,
  total_price: optional(Amount),
  total_price_set: optional(MoneySet),
  current_total_price: optional(Amount),
  current_total_price_set: optional(MoneySet),
  total_outstanding: optional(Amount),
  total_discounts_set: optional(MoneySet),
  current_total_discounts_set: optional(MoneySet),
  total_shipping_price_set: optional(MoneySet),
  current_shipping_price_set: optional(MoneySet),
  total_tax_set: optional(MoneySet),
  current_total_tax_set: optional(MoneySet),
  taxes_included: optional(z.boolean()),
  financial_status: Text,
  fulfillment_status: Text,
  payment_gateway_names: readable(z.string()),
  payment_terms: optional(PaymentTerms),
  test: optional(z.boolean()),
  source_name: Text,
  created_at: Time,
  processed_at: optional(Time),
  updated_at: Time,
  cancelled_at: optional(Time),
  cancel_reason: Text,
  closed_at: optional(Time),
  order_status_url: Text,
  email: Text,
  contact_email: Text,
  customer_locale: Text,
  customer: optional(Customer),
  billing_address: optional(Address),
  shipping_address: optional(Address),
  line_items: readable(LineItem),
  refunds: readable(RefundOfOrder),
  fulfillments: readable(FulfillmentOfOrder),
});

/** An order, under any topic. */
export type ShopifyOrder = z.infer<typeof ShopifyOrder>;

/** A shipment under its own topic. */
export const ShopifyFulfillment = FulfillmentOfOrder.extend({ order_id: Id });

/** A refund under its own topic. */
export const ShopifyRefund = z.looseObject({
  id: Id,
  order_id: Id,
  created_at: Time,
  processed_at: optional(Time),
  transactions: readable(ShopifyTransaction),
  total_duties_set: optional(MoneySet),
  refund_line_items: readable(z.looseObject({ subtotal_set: MoneySet })),
});

/** A refund under its own topic. */
export type ShopifyRefund = z.infer<typeof ShopifyRefund>;

/** A transaction under its own topic. */
export const TransactionOfOrder = ShopifyTransaction.extend({ order_id: Id, created_at: Time });

/** A transaction under its own topic. */
export type TransactionOfOrder = z.infer<typeof TransactionOfOrder>;

/** A chargeback, or an inquiry that may become one. */
export const ShopifyDispute = z.looseObject({
  id: Id,
  order_id: optional(Id),
  type: Text,
  status: Text,
  amount: Amount,
  currency: z.string(),
  reason: Text,
  network_reason_code: Text,
  initiated_at: Time,
  evidence_due_by: optional(Time),
});

/** A chargeback, or an inquiry that may become one. */
export type ShopifyDispute = z.infer<typeof ShopifyDispute>;

/** What is left of a deleted order. */
export const DeletedOrder = z.strictObject({ id: Id });
