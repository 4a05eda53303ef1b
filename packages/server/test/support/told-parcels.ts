import { expect } from "vitest";
import type { TestApp } from "./app.ts";
import { putOrderOf, standingOf, THREE_HOURS_AGO } from "./paid-orders.ts";

const MINUTE_MS = 60_000;

/** The instant so many minutes after the orders of these tests began. */
export function minute(at: number): string {
  return new Date(THREE_HOURS_AGO + at * MINUTE_MS).toISOString();
}

/** One fact of a source, as the API takes it. */
export interface ToldFact extends Readonly<Record<string, unknown>> {
  readonly stage: string;
  readonly status: string;
  readonly occurredAt: string;
}

/** What is said of the whole stage as of a minute. */
export function stage(name: string, status: string, at: number, said: object = {}): ToldFact {
  return { stage: name, status, occurredAt: minute(at), ...said };
}

/** What the warehouse says of one parcel as of a minute. */
export function parcel(reference: string, state: string, at: number, status = "in_progress") {
  return stage("fulfillment", status, at, {
    parcel: {
      reference,
      state,
      carrier: "DHL",
      trackingNumber: `JD-${reference}`,
      trackingUrl: `https://track.example/${reference}`,
    },
  });
}

/** Tells an order these facts, each under an id of its own: a fact that comes twice is a repeat. */
export async function tellFacts(
  { api }: TestApp,
  orderId: string,
  facts: readonly (readonly [id: string, fact: ToldFact])[],
): Promise<void> {
  for (const [id, fact] of facts) {
    const answer = await api.postEvent(orderId, {
      ...fact,
      source: "warehouse",
      sourceEventId: `${orderId}-${id}`,
    });
    expect(answer.status).toBeLessThan(300);
  }
}

type Numbered = readonly (readonly [string, ToldFact])[];

const ARRIVALS: readonly ((facts: Numbered) => Numbered)[] = [
  (facts) => facts,
  (facts) => facts.toReversed(),
  (facts) => {
    const middle = Math.floor(facts.length / 2);
    const turned = [...facts.slice(middle), ...facts.slice(0, middle)];
    return [...turned, ...turned.toReversed()];
  },
];

/**
 * Tells these facts to three orders: forwards, backwards, and from the middle with every fact twice. All three must end
 * the same.
 *
 * @returns where they stand, with their parcels and their track
 */
export async function factsInEveryOrder(
  shop: TestApp,
  name: string,
  facts: readonly ToldFact[],
  changes: Readonly<Record<string, unknown>> = {},
) {
  const numbered = facts.map((fact, at): [string, ToldFact] => [String(at), fact]);
  const told = [];
  for (const [at, arrange] of ARRIVALS.entries()) {
    const orderId = `${name}_${at}`;
    await putOrderOf(shop, { orderId, at: () => THREE_HOURS_AGO }, changes);
    await tellFacts(shop, orderId, arrange(numbered));
    const { parcels, stages, promisedBy } = await shop.api.read(orderId);
    const standing = { ...(await standingOf(shop, orderId)), parcels, stages, promisedBy };
    const text = JSON.stringify(standing);
    told.push(JSON.parse(text.replaceAll(orderId, name)) as typeof standing);
  }
  const [first, ...others] = told;
  if (first === undefined) throw new Error("There is no order of arrival");
  for (const other of others) expect(other).toEqual(first);
  return first;
}
