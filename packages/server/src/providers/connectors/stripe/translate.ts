import type { ProviderFact, ProviderMessage, ProviderReference } from "@followthrough/core/domain";
import { cleanText, idOrNull } from "../clean-text.ts";
import type { KeptMessage, Translate } from "../connector.ts";
import { readJson } from "../read-json.ts";
import { accountOf } from "./accounts.ts";
import { checkReport } from "./checks.ts";
import { intentOf, metadataOf } from "./invoices.ts";
import { StripeEvent, StripeObject, ThinEvent } from "./objects.ts";
import type { Told } from "./payments.ts";
import { stageOf } from "./references.ts";
import { reportsOf } from "./reports.ts";
import type { StripeRow } from "./row.ts";
import { isKnown, rowFor } from "./table.ts";

// From here on, the release of an authorization is no refund any more.
const FIRST_WITHOUT_RELEASES = "2025-03-31";

/** Translates events of Stripe by the table. @param accounts the connected accounts that count */
export function stripeTranslator(accounts: readonly string[]): Translate {
  return (message) => translate(message, accounts);
}

function translate({ body, eventId }: KeptMessage, accounts: readonly string[]): ProviderMessage {
  const value = readJson(body);
  const thin = ThinEvent.safeParse(value);
  if (thin.success) {
    return ignored(
      thin.data.type,
      "A thin event does not contain its object; send snapshot events",
    );
  }
  const event = StripeEvent.safeParse(value);
  if (!event.success) return unreadable(null, "It is no event of Stripe");
  const { type, created, livemode, api_version: version, data } = event.data;
  if (!isKnown(type)) return ignored(type, "This kind of event says nothing of an order's way");
  const account = accountOf(event.data, accounts);
  if (account === null)
    return ignored(type, "It is of an account that STRIPE_ACCOUNTS doesn't name");
  const object = StripeObject.safeParse(data.object);
  if (!object.success) return unreadable(type, "Its object can't be read");
  const occurredAt = created * 1000;
  const told = {
    account,
    isTest: livemode === false,
    asOf: occurredAt,
    since: occurredAt,
    releasesAreRefunds: version !== null && version < FIRST_WITHOUT_RELEASES,
  };
  return reportOf(type, object.data, told, eventId);
}

function reportOf(
  type: string,
  object: StripeObject,
  told: Omit<Told, "waitingOn">,
  eventId: string,
): ProviderMessage {
  const row = rowFor(type, object);
  if (row === undefined) return ignored(type, "No line of the table holds for it");
  if ("ignored" in row.means) return ignored(type, row.means.ignored);
  const orderId = orderIdOf(object);
  if (row.money?.of === "invoice" && orderId === null) {
    return ignored(type, "The invoice names no order");
  }
  const { waitingOn } = row.means;
  const fact = factOf(row, object, { id: eventId, occurredAt: told.since, type });
  const isMoney = row.money !== null;
  const said = { ...told, waitingOn };
  const payments = isMoney ? { payments: reportsOf(row.money, object, said) } : {};
  const checks =
    row.check === null ? {} : { checks: [checkReport(row.check, object, said, eventId)] };
  return {
    kind: "report",
    type,
    orderId,
    references: referencesOf(object),
    order: null,
    member: null,
    facts: [{ ...fact, ...payments, ...checks }],
    cancels: null,
  };
}

/** The fact that follows from a row of the table and an object, without what it says of payments. */
export function factOf(
  { means, note }: StripeRow,
  object: StripeObject,
  said: { readonly id: string; readonly occurredAt: number; readonly type: string },
): ProviderFact {
  if ("ignored" in means) throw new Error("A line that is ignored makes no fact");
  const step = means.waitingOn === "member" ? stepOf(object) : null;
  return {
    ...means,
    occurredAt: said.occurredAt,
    nextActionAt: null,
    note: cleanText(note(object), 500),
    sourceEventId: said.id,
    details: {
      event: said.type,
      attempt: cleanText(object.latest_charge ?? object.payment_intent ?? object.id, 255),
      ...(step === null ? {} : { step }),
    },
  };
}

/** Stripe's name for what the member has to do. */
function stepOf({ object, next_action }: StripeObject): string | null {
  if (object === "identity.verification_session") return "identity_document";
  return cleanText(next_action?.type, 100);
}

/** The first id that can be the shop's order. */
function orderIdOf(object: StripeObject): string | null {
  const named = metadataOf(object).map((metadata) => metadata?.order_id);
  // Anybody can add a `client_reference_id` to a payment link's URL, so there it proves nothing.
  const isOwn = object.object === "checkout.session" && object.payment_link == null;
  const candidates = [...named, isOwn ? object.client_reference_id : null];
  return (
    candidates.flatMap((id) => (typeof id === "string" ? (idOrNull(id) ?? []) : [])).at(0) ?? null
  );
}

/** The objects that later events may name. The payment intent comes first: it outlives its charges and sessions. */
function referencesOf(object: StripeObject): ProviderReference[] {
  const own = object.object === "payment_intent" ? null : object.id;
  const intent = object.object === "payment_intent" ? object.id : intentOf(object);
  const all = [intent, object.charge, object.latest_charge, own];
  const ids = new Set(all.flatMap((reference) => idOrNull(reference) ?? []));
  return [...ids].map((id) => ({ id, asks: stageOf(id) }));
}

function ignored(type: string, reason: string): ProviderMessage {
  return { kind: "ignored", type: cleanText(type, 100), reason };
}

function unreadable(type: string | null, reason: string): ProviderMessage {
  return { kind: "unreadable", type: cleanText(type, 100), reason };
}
