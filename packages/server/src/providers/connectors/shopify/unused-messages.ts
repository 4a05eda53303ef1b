import type { ProviderMessage } from "@followthrough/core/domain";

/** A kind of message that changes nothing here, by the fields that only it has. */
interface UnusedMessage {
  readonly type: string;
  readonly keys: readonly string[];
  readonly reason: string;
}

// Erasing can't be undone and the order's records may have to be kept, so that a person decides about it.
const ERASE =
  "Nothing is erased automatically: an administrator must erase the member in the console, within 30 days";

/** In the order in which they are tried. */
const UNUSED: readonly UnusedMessage[] = [
  {
    type: "orders/edited",
    keys: ["order_edit"],
    reason: "The order's own message (orders/updated) brings its new total",
  },
  {
    type: "orders/risk_assessment_changed",
    keys: ["risk_level", "provider_id"],
    reason:
      "Shopify never tells when somebody has judged the risk, so the order would be held without an end: report the review with its outcome (docs/checks.md)",
  },
  { type: "customers/redact", keys: ["shop_domain", "orders_to_redact"], reason: ERASE },
  {
    type: "customers/data_request",
    keys: ["shop_domain", "data_request"],
    reason: "Nothing is sent automatically: answer with what the console shows of the member",
  },
  {
    type: "shop/redact",
    keys: ["shop_id", "shop_domain"],
    reason:
      "Nothing is erased automatically: an administrator must erase the shop's members in the console, within 30 days",
  },
  {
    type: "customers/merge",
    keys: ["admin_graphql_api_customer_kept_id"],
    reason: "The next message about each order names the member who was kept",
  },
  {
    type: "checkouts/*",
    keys: ["cart_token", "abandoned_checkout_url"],
    reason: "A checkout is no order yet",
  },
  {
    type: "customers/*",
    keys: ["verified_email", "default_address"],
    reason: "A member comes with an order",
  },
];

/** Why a message that is about none of the objects that we follow changes nothing. */
export function unusedMessage(has: (...keys: readonly string[]) => boolean): ProviderMessage {
  const known = UNUSED.find(({ keys }) => has(...keys));
  const reason = "It is about none of orders, transactions, refunds, disputes and parcels";
  return { kind: "ignored", type: known?.type ?? null, reason: known?.reason ?? reason };
}
