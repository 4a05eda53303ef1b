import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Provider, ProviderMessage } from "@followthrough/core/domain";
import { shopifyPayload, stripeResource, stripeResources } from "./fixtures.ts";

/** A provider's own example, as its webhook would carry it. */
export interface RealPayload {
  readonly provider: Provider;
  /** Its source and its state. */
  readonly name: string;
  readonly body: string;
}

type Changes = Readonly<Record<string, unknown>>;

/** The state that each kind of event implies for its resource. */
const STRIPE_EVENTS: readonly (readonly [type: string, resource: string, changes: Changes])[] = [
  [
    "checkout.session.completed",
    "checkout.session",
    { status: "complete", payment_status: "paid" },
  ],
  ["checkout.session.completed", "checkout.session", { status: "complete" }],
  ["checkout.session.expired", "checkout.session", { status: "expired" }],
  ["checkout.session.async_payment_succeeded", "checkout.session", { payment_status: "paid" }],
  ["checkout.session.async_payment_failed", "checkout.session", { payment_status: "unpaid" }],
  ["payment_intent.processing", "payment_intent", { status: "processing" }],
  ["payment_intent.requires_action", "payment_intent", { status: "requires_action" }],
  ["payment_intent.payment_failed", "payment_intent", { status: "requires_payment_method" }],
  ["payment_intent.succeeded", "payment_intent", { status: "succeeded" }],
  ["payment_intent.canceled", "payment_intent", { status: "canceled" }],
  [
    "payment_intent.amount_capturable_updated",
    "payment_intent",
    { status: "requires_capture", amount_capturable: 1099 },
  ],
  [
    "payment_intent.canceled",
    "payment_intent",
    { status: "canceled", cancellation_reason: "duplicate" },
  ],
  ["charge.succeeded", "charge", { captured: true, amount_captured: 100 }],
  ["charge.succeeded", "charge", {}],
  ["charge.captured", "charge", { captured: true, amount_captured: 100 }],
  ["charge.expired", "charge", {}],
  ["charge.failed", "charge", { status: "failed", failure_code: "card_declined" }],
  [
    "charge.refunded",
    "charge",
    { captured: true, amount_captured: 100, refunded: true, amount_refunded: 100 },
  ],
  [
    "charge.refunded",
    "charge",
    { captured: true, amount_captured: 100, refunded: false, amount_refunded: 40 },
  ],
  ["charge.dispute.created", "dispute", {}],
  ["charge.dispute.created", "dispute", { status: "needs_response" }],
  ["charge.dispute.updated", "dispute", { status: "under_review" }],
  ["charge.dispute.funds_withdrawn", "dispute", { status: "needs_response" }],
  ["charge.dispute.funds_reinstated", "dispute", { status: "won" }],
  ["charge.dispute.closed", "dispute", { status: "won" }],
  ["charge.dispute.closed", "dispute", { status: "lost" }],
  ["charge.dispute.closed", "dispute", { status: "warning_closed" }],
  [
    "identity.verification_session.processing",
    "identity.verification_session",
    { status: "processing" },
  ],
  [
    "identity.verification_session.requires_input",
    "identity.verification_session",
    { status: "requires_input", last_error: { code: "document_expired", reason: "Expired" } },
  ],
  [
    "identity.verification_session.requires_input",
    "identity.verification_session",
    { status: "requires_input", last_error: null },
  ],
  ["identity.verification_session.verified", "identity.verification_session", {}],
  [
    "identity.verification_session.canceled",
    "identity.verification_session",
    { status: "canceled" },
  ],
  ["review.opened", "review", {}],
  ["review.closed", "review", { open: false, closed_reason: "approved" }],
  ["review.closed", "review", { open: false, closed_reason: "refunded_as_fraud" }],
  ["review.closed", "review", { open: false, closed_reason: "redacted" }],
  ["refund.created", "refund", {}],
  ["refund.updated", "refund", { status: "pending" }],
  ["refund.failed", "refund", { status: "failed", failure_reason: "insufficient_funds" }],
  ["charge.refund.updated", "refund", { status: "canceled" }],
  ["identity.verification_report.verified", "identity.verification_report", {}],
  ["customer.updated", "customer", {}],
  ["setup_intent.succeeded", "setup_intent", {}],
  ["payment_method.attached", "payment_method", {}],
];

const SHOPIFY = fileURLToPath(new URL("../../../../../shared/fixtures/shopify/", import.meta.url));

/** Every payload for which there is an example; each Stripe resource in the states that its events imply. */
export function realPayloads(): RealPayload[] {
  const unused = new Set(stripeResources());
  const stripe = STRIPE_EVENTS.map(([type, resource, changes], at) => {
    unused.delete(resource);
    const object = stripeResource(resource, changes);
    const event = { ...stripeResource("event"), id: `evt_real_${at}`, type, data: { object } };
    const state = Object.entries(changes).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
    const name = [`${type}: ${resource}`, ...state].join(", ");
    return { provider: "stripe", name, body: JSON.stringify(event) } as const;
  });
  // Stripe's example of the envelope itself.
  const envelope = { provider: "stripe", name: "plan.created: event", body: "" } as const;
  unused.delete("event");
  if (unused.size > 0) throw new Error(`No event is about ${[...unused].join(", ")}`);
  const shopify = readdirSync(SHOPIFY)
    .toSorted()
    .map((file) => {
      const { topic, body } = shopifyPayload(file.replace(/\.json$/, ""));
      return { provider: "shopify", name: topic, body } as const;
    });
  return [...stripe, { ...envelope, body: JSON.stringify(stripeResource("event")) }, ...shopify];
}

/** The meaning of a payload, in the form that `docs/providers.md` shows. */
export function outcomeLine({ provider, name }: RealPayload, message: ProviderMessage): string {
  return `| ${provider} | \`${name.replaceAll("|", "\\|")}\` | ${outcomeOf(message)} |`;
}

function outcomeOf(message: ProviderMessage): string {
  if ("reason" in message) return `${message.kind}: ${message.reason}`;
  if (message.kind === "mailbox") return `stops: ${message.news}`;
  const { facts, order, cancels } = message;
  const said = facts.map(({ stage, status, waitingOn, reopens }) =>
    [stage, status, waitingOn && `waits on ${waitingOn}`, reopens && "reopens"]
      .filter(Boolean)
      .join(" "),
  );
  const all = [order && "the order and its member", ...said, cancels && "the order is cancelled"];
  return all.filter(Boolean).join("; ");
}
