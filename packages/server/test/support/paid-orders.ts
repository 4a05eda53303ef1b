import { expect } from "vitest";
import { checkInvariants } from "../../src/engine/check-invariants.ts";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import type { TestApp } from "./app.ts";
import { openEscalations } from "./escalations.ts";
import { PRICE, type StripeMessage, type StripeStory, storyOf, tell } from "./stripe-story.ts";

const HOUR_MS = 60 * 60_000;

/** Three hours ago: an order that began then is due, unless something is known of its payment. */
export const THREE_HOURS_AGO = Math.floor(Date.now() / 1000) * 1000 - 3 * HOUR_MS;

/** An order over EUR 129.00 that needs a payment and a delivery alone. */
export async function putOrderOf(
  { api }: TestApp,
  { orderId, at }: Pick<StripeStory, "orderId" | "at">,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const total = { amount: PRICE, currency: "EUR" };
  const answer = await api.putOrder(orderId, {
    orderNumber: orderId,
    requires: { verification: false, loyaltyHold: false },
    total,
    items: [{ title: "Stool", quantity: 1, unitPrice: total }],
    placedAt: new Date(at(0)).toISOString(),
    ...changes,
  });
  expect([200, 201]).toContain(answer.status);
}

/** Where an order stands, with its money, its checks and the reasons for which it is with an operator. */
export async function standingOf(shop: TestApp, orderId: string) {
  const { currentStage, status, waitingOn, asksFor, nextActionAt, money, payments, checks } =
    await shop.api.read(orderId);
  const escalations = (await openEscalations(shop, orderId)).toSorted();
  const standing = { currentStage, status, waitingOn, asksFor, nextActionAt };
  return { ...standing, money, payments, checks, escalations };
}

/** Sweeps and delivers. @returns how many mails went out about this order so far */
export async function mailsAfterSweep(shop: TestApp, orderId: string): Promise<number> {
  await shop.sweep();
  await shop.deliver();
  return shop.mails.filter(({ text }) => text.includes(orderId)).length;
}

/** Every timeline replays to the stored state, and no promise of the domain is broken. */
export async function expectWhole({ context }: Pick<TestApp, "context">): Promise<void> {
  expect((await verifyTimelines(context)).deviations).toEqual([]);
  expect((await checkInvariants(context)).filter(({ count }) => count > 0)).toEqual([]);
}

/** The order is due now, as if its time had come. */
export async function makeDue(shop: TestApp, orderId: string): Promise<void> {
  await shop.sql("update orchestrations set next_action_at = now() where order_id = $1", [orderId]);
}

/**
 * Tells a story to three orders: forwards, backwards, and from its middle with every message twice. All three must end
 * the same.
 *
 * @param prepare what the shop does before the first message; by default it reports the order
 * @returns where they stand
 */
export async function inEveryOrder(
  shop: TestApp,
  name: string,
  messagesOf: (story: StripeStory) => readonly StripeMessage[],
  prepare: (story: StripeStory) => Promise<void> = (story) => putOrderOf(shop, story),
) {
  const told: Awaited<ReturnType<typeof standingOf>>[] = [];
  for (const [at, arrange] of ARRIVALS.entries()) {
    const story = storyOf(`${name}_${at}`, THREE_HOURS_AGO);
    await prepare(story);
    await tell(shop, arrange(messagesOf(story)));
    const standing = JSON.stringify(await standingOf(shop, story.orderId));
    told.push(JSON.parse(standing.replaceAll(story.orderId, name)));
  }
  const [first, ...others] = told;
  if (first === undefined) throw new Error("There is no order of arrival");
  for (const other of others) expect(other).toEqual(first);
  return first;
}

type Arrange = (messages: readonly StripeMessage[]) => readonly StripeMessage[];

const ARRIVALS: readonly Arrange[] = [
  (messages) => messages,
  (messages) => messages.toReversed(),
  (messages) => {
    const middle = Math.floor(messages.length / 2);
    const turned = [...messages.slice(middle), ...messages.slice(0, middle)];
    return [...turned, ...turned.toReversed()];
  },
];
