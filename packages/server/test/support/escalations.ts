import { type Escalation, EscalationPage } from "@followthrough/core/contract";
import type { TestApp } from "./app.ts";

/** The operators' work list, or the part that the query selects. */
export async function escalationsOf({ api }: TestApp, query = "") {
  const { body } = await api.get(`/checkout/escalations?${query}`);
  return EscalationPage.parse(body);
}

/** The only open escalation of an order. */
export async function escalationOf(shop: TestApp, orderId: string): Promise<Escalation> {
  const { items } = await escalationsOf(shop, "limit=200");
  const [escalation, ...others] = items.filter((each) => each.orderId === orderId);
  if (escalation === undefined || others.length > 0)
    throw new Error(`${orderId} does not have exactly one escalation`);
  return escalation;
}

/** An order that is escalated because no mail can be sent about it. */
export async function putEscalated({ api, sweep }: TestApp, orderId: string): Promise<void> {
  await api.putOrder(orderId, { memberId: null, placedAt: "2026-01-01T00:00:00Z" });
  await sweep();
}

/** Why an order is with an operator. */
export async function openEscalations(shop: TestApp, orderId: string): Promise<string[]> {
  const { items } = await escalationsOf(shop, "limit=200");
  return items.filter((each) => each.orderId === orderId).map(({ reason }) => reason);
}
