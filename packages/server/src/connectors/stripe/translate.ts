import type { ProviderFact, ProviderMessage, ProviderReference } from "@followthrough/core/domain";
import { cleanText, idOrNull } from "../clean-text.ts";
import type { KeptMessage } from "../connector.ts";
import { readJson } from "../read-json.ts";
import { askedBy, StripeEvent, StripeObject } from "./objects.ts";
import { STRIPE_TABLE, type StripeRow } from "./table.ts";

/** What an event of Stripe says, by the one table. */
export function translateStripe({ body, eventId }: KeptMessage): ProviderMessage {
  const event = StripeEvent.safeParse(readJson(body));
  if (!event.success) return unreadable(null, "It is no event of Stripe");
  const { type, created, data } = event.data;
  const rows = STRIPE_TABLE.filter(({ message }) => message === type);
  if (rows.length === 0) return ignored(type, "This kind of event says nothing of an order's way");
  const object = StripeObject.safeParse(data.object);
  if (!object.success) return unreadable(type, "Its object can't be read");
  const row = rows.find(({ holds }) => holds(object.data));
  if (row === undefined) return ignored(type, "No line of the table holds for it");
  const references = referencesOf(object.data);
  const orderId = orderIdOf(object.data);
  if ("ignored" in row.means) return ignored(type, row.means.ignored);
  return {
    kind: "report",
    type,
    orderId,
    references,
    order: null,
    member: null,
    facts: [factOf(row, object.data, { id: eventId, occurredAt: created * 1000, type })],
    cancels: null,
  };
}

/** The fact that a line of the table makes of an object. */
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

/** What the member has to do, by Stripe's name. */
function stepOf({ object, next_action }: StripeObject): string | null {
  if (object === "identity.verification_session") return "identity_document";
  return cleanText(next_action?.type, 100);
}

/** The shop's own id of the order, where the object carries it. */
function orderIdOf({ object, metadata, client_reference_id }: StripeObject): string | null {
  const named = metadata?.order_id;
  const ofSession = object === "checkout.session" ? client_reference_id : null;
  return idOrNull(typeof named === "string" ? named : ofSession);
}

/** The objects by which later events may find the order; a payment intent outlives its charges and sessions. */
function referencesOf(object: StripeObject): ProviderReference[] {
  const own = object.object === "payment_intent" ? null : object.id;
  const intent = object.object === "payment_intent" ? object.id : object.payment_intent;
  const all = [intent, object.charge, object.latest_charge, own];
  const ids = new Set(all.flatMap((reference) => idOrNull(reference) ?? []));
  return [...ids].map((id) => ({ id, asks: askedBy(id) }));
}

function ignored(type: string, reason: string): ProviderMessage {
  return { kind: "ignored", type: cleanText(type, 100), reason };
}

function unreadable(type: string | null, reason: string): ProviderMessage {
  return { kind: "unreadable", type: cleanText(type, 100), reason };
}
