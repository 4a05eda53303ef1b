import type { PaymentMethod, PaymentTerms } from "@followthrough/core/domain";
import { z } from "zod";
import { type Environment, readSetting, type Setting } from "../../../platform/settings.ts";
import type { ShopifyOrder } from "./bodies.ts";

const DAY_MS = 24 * 60 * 60_000;

const nameList = z
  .string()
  .optional()
  .transform((value) =>
    (value ?? "")
      .split(",")
      .map(plainName)
      .filter((name) => name !== ""),
  );

const ON_DELIVERY: Setting<readonly string[]> = {
  name: "SHOPIFY_ON_DELIVERY_METHODS",
  schema: nameList,
  example: "",
  about: [
    "The shop's own names of payment methods: paid on delivery, and by hand. See docs/webhooks.md.",
  ],
};
const MANUAL: Setting<readonly string[]> = {
  name: "SHOPIFY_MANUAL_METHODS",
  schema: nameList,
  example: "",
};

/** The shop's own names of payment methods that nothing in Shopify's body tells from automatic ones. */
export const GATEWAY_SETTINGS: readonly Setting[] = [ON_DELIVERY, MANUAL];

/** The shop's own names, in the form in which they are compared. */
export interface GatewayNames {
  readonly onDelivery: readonly string[];
  readonly manual: readonly string[];
}

/** Reads the settings. */
export function readGatewayNames(environment: Environment): GatewayNames {
  return {
    onDelivery: readSetting(ON_DELIVERY, environment),
    manual: readSetting(MANUAL, environment),
  };
}

/**
 * How an order that is not paid is expected to be paid.
 * `checkout`: the shopper has chosen no method yet. `provider`: an automatic method, whose provider is working on it.
 * `agreed`: later, by terms. `archived`: the shop has put the order away.
 */
export type WayToPay = "checkout" | "provider" | "agreed" | "archived";

/** How the order is expected to be paid, while it is not. */
export function wayToPay(order: ShopifyOrder, terms: PaymentTerms | null): WayToPay {
  if (terms !== null) return "agreed";
  if (order.closed_at != null) return "archived";
  return order.payment_gateway_names.length === 0 ? "checkout" : "provider";
}

/**
 * The terms of the order. Payment terms come first; without them the method decides: cash on delivery, or a manual one that
 * waits until the shopper's transfer has arrived and the shop marks the order as paid.
 */
export function termsOf(order: ShopifyOrder, names: GatewayNames): PaymentTerms | null {
  if (order.payment_terms != null) return agreedTerms(order, order.payment_terms);
  const gateways = order.payment_gateway_names.map(plainName);
  if (gateways.some((name) => isOnDelivery(name, names)))
    return { kind: "on_delivery", dueAt: null };
  if (gateways.some((name) => isManual(name, names))) return { kind: "bank_transfer", dueAt: null };
  return null;
}

function agreedTerms(
  order: ShopifyOrder,
  terms: NonNullable<ShopifyOrder["payment_terms"]>,
): PaymentTerms {
  const placedAt = order.processed_at ?? order.created_at;
  const open = terms.payment_schedules.filter(({ completed_at }) => completed_at == null);
  const dates = open.map(({ due_at }) => due_at).filter((date) => date != null);
  const issued = open.map(({ issued_at }) => issued_at).find((date) => date != null) ?? placedAt;
  const due = dates.length === 0 ? null : Math.min(...dates);
  const type = terms.payment_terms_type ?? terms.payment_terms_name ?? "";
  // Due on receipt: the goods wait for the money, and the invoice is due when it is issued.
  if (/receipt/i.test(type)) return { kind: "prepaid_invoice", dueAt: due ?? issued };
  // Due on fulfillment: Shopify sets the date when the goods leave.
  if (/fulfill/i.test(type)) return { kind: "invoice", dueAt: due };
  // Net and fixed, and types that we don't know: the goods leave first. Nobody is asked before the date.
  const days = terms.due_in_days ?? null;
  return { kind: "invoice", dueAt: due ?? (days === null ? null : issued + days * DAY_MS) };
}

// Shopify's own name is "Cash on Delivery (COD)"; shops rename it, mostly into their language.
// cspell:disable
const ON_DELIVERY_WORDS =
  /\bcod\b|(cash|pay|payment)[ _-]?(on|upon|at)[ _-]?delivery|nachnahme|contra ?re+mbolso|contra ?entrega|contrassegno|alla consegna|contre[ -]?remboursement|a la livraison|rembours\b|na entrega|za pobraniem|pobranie|dobirk|dobierk|utanvet|ramburs|kap[ıi]da odeme|efterkrav|postforskott|наложенн|при получении|代金引換|代引き|货到付款|貨到付款|الدفع عند الاستلام/u;
// Shopify's own names are "Bank Deposit" and "Money Order"; orders that staff mark as pending have "manual".
const MANUAL_WORDS =
  /^manual$|bank[ _-]?(deposit|transfer|wire)|wire[ _-]?transfer|money[ _-]?order|\bche(ck|que)\b|bankuberweisung|uberweisung|vorkasse|vorauskasse|virement|transferencia|deposito bancario|bonifico|overschrijving|\bprzelew\b|銀行振込/u;

function isOnDelivery(name: string, { onDelivery }: GatewayNames): boolean {
  return onDelivery.includes(name) || ON_DELIVERY_WORDS.test(name);
}

function isManual(name: string, { manual }: GatewayNames): boolean {
  return manual.includes(name) || MANUAL_WORDS.test(name);
}

const METHODS: readonly (readonly [RegExp, PaymentMethod])[] = [
  [/shopify[ _-]?payments|credit[ _-]?card|debit[ _-]?card|\bcards?\b/, "card"],
  [/klarna|afterpay|clearpay|affirm|sezzle|installments|pay[ _-]?later/, "pay_later"],
  [/paypal|shop[ _-]?pay|apple[ _-]?pay|google[ _-]?pay|amazon/, "wallet"],
  [/boleto|oxxo|konbini|multibanco/, "voucher"],
  [/sepa|\bach\b|bacs|direct[ _-]?debit/, "bank_debit"],
  [/ideal|bancontact|sofort|giropay|\beps\b|przelewy|blik|\bpix\b|swish/, "bank_redirect"],
  [/crypto|bitcoin|bitpay|coinbase|usdc/, "crypto"],
  [/^(gift_card|cash)$/, "other"],
];
// cspell:enable

/** The method behind an order's gateways, as far as their names say; the last one that is no gift card counts. */
export function methodOf(
  order: ShopifyOrder,
  names: GatewayNames,
): { readonly method: PaymentMethod | null; readonly methodName: string | null } {
  const gateways = order.payment_gateway_names;
  const methodName = gateways.findLast((name) => name !== "gift_card") ?? gateways[0] ?? null;
  return {
    method: methodName === null ? null : knownMethod(plainName(methodName), names),
    methodName,
  };
}

function knownMethod(name: string, names: GatewayNames): PaymentMethod | null {
  if (isOnDelivery(name, names)) return "on_delivery";
  if (isManual(name, names)) return "manual";
  return METHODS.find(([words]) => words.test(name))?.[1] ?? null;
}

/** Lower case and without accents, so that one spelling of a name is enough. */
function plainName(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .trim();
}
