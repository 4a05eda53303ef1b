import { setTimeout as pause } from "node:timers/promises";
import { API_KEY } from "./product-environment.ts";
import { WaitedTooLong } from "./wait-until.ts";

/** A write that the API has answered with yes, and that must be there ever after. */
interface Acknowledged {
  readonly kind: "member" | "order" | "event" | "preferences";
  /** The order's id, or the member's. */
  readonly id: string;
  /** Of an event: its idempotency key, which is its note, too. */
  readonly key: string | null;
}

/** What the shop reports of one order. */
interface OrderOptions {
  /** Due at once by default: placed two days ago. */
  readonly placedAt?: Date;
  readonly email?: string;
  readonly memberId?: string;
  /** Whether nobody is signed in; the address is the order's. */
  readonly isGuest?: boolean;
}

/** A shop that repeats each request until it is answered, with the same idempotency key, as a client should. */
export interface Shop {
  readonly acknowledged: readonly Acknowledged[];
  /** Answers that no retry may get, such as a conflict on the repeat of a write that was lost. */
  readonly refusals: readonly string[];
  /** How often a request had to be repeated. */
  readonly retries: () => number;
  putMember(memberId: string, email: string): Promise<void>;
  setOrderUpdates(memberId: string, wanted: boolean): Promise<void>;
  /** Member and order, both of their own; the member is `m-<orderId>` unless another is named. */
  putOrder(orderId: string, options?: OrderOptions): Promise<void>;
  /**
   * A command; the idempotency key is made of order, stage and status.
   *
   * @param nextActionAt makes the order due then
   */
  postEvent(orderId: string, stage: string, status: string, nextActionAt?: Date): Promise<void>;
  cancel(orderId: string): Promise<void>;
  /** Runs a sweep. One that was cut off is run again. */
  sweep(): Promise<void>;
  /** One request as it is, without a retry. @throws when there was no answer */
  request(method: string, path: string, body?: unknown, key?: string): Promise<Response>;
}

const PATIENCE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 20_000;
const DAY_MS = 24 * 60 * 60_000;

/** @param baseUrl the API's, without a path */
export function openShop(baseUrl: string): Shop {
  const client = openClient(baseUrl);
  const { request, insist } = client;
  const acknowledged: Acknowledged[] = [];
  const shop: Shop = {
    acknowledged,
    refusals: client.refusals,
    retries: client.retries,
    request,
    async putMember(memberId, email) {
      const isKept = await insist("PUT", `/members/${memberId}`, { email, name: "Robin Prove" });
      if (isKept) acknowledged.push({ kind: "member", id: memberId, key: null });
    },
    async setOrderUpdates(memberId, orderUpdates) {
      const isKept = await insist("PUT", `/members/${memberId}/notification-preferences`, {
        orderUpdates,
      });
      if (isKept) acknowledged.push({ kind: "preferences", id: memberId, key: null });
    },
    async putOrder(orderId, options = {}) {
      const memberId = options.memberId ?? `m-${orderId}`;
      const email = options.email ?? `${orderId}@mail.test`;
      const isOwn = options.memberId === undefined && options.isGuest !== true;
      if (isOwn) await shop.putMember(memberId, email);
      const placedAt = options.placedAt ?? new Date(Date.now() - 2 * DAY_MS);
      const isKept = await insist("PUT", `/orders/${orderId}`, {
        orderNumber: orderId,
        ...(options.isGuest === true ? { memberId: null, email } : { memberId }),
        total: { amount: 4200, currency: "EUR" },
        items: [{ title: "Oak stool", quantity: 1, unitPrice: { amount: 4200, currency: "EUR" } }],
        placedAt: placedAt.toISOString(),
      });
      if (isKept) acknowledged.push({ kind: "order", id: orderId, key: null });
    },
    async postEvent(orderId, stage, status, nextActionAt) {
      const key = `${orderId}/${stage}/${status}`;
      const body = { stage, status, note: key, nextActionAt: nextActionAt?.toISOString() };
      const isKept = await insist("POST", `/checkout/orchestrations/${orderId}/events`, body, key);
      if (isKept) acknowledged.push({ kind: "event", id: orderId, key });
    },
    async cancel(orderId) {
      await insist("POST", `/checkout/orchestrations/${orderId}/cancel`, {}, `${orderId}/cancel`);
    },
    async sweep() {
      await insist("POST", "/checkout/sweeps");
    },
  };
  return shop;
}

/** Sends requests over HTTP, and repeats those that need it. */
function openClient(baseUrl: string) {
  const refusals: string[] = [];
  let retries = 0;

  function request(method: string, path: string, body?: unknown, key?: string): Promise<Response> {
    return fetch(`${baseUrl}/api/v1${path}`, {
      method,
      headers: {
        "x-api-key": API_KEY,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function insist(
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ): Promise<boolean> {
    const deadline = performance.now() + PATIENCE_MS;
    let last = "";
    while (performance.now() < deadline) {
      try {
        const response = await request(method, path, body, key);
        const text = await response.text();
        if (response.ok) return true;
        last = `${response.status} ${text.slice(0, 200)}`;
        // An invalid request, or a refusal: repeating it won't help.
        if (response.status < 500) {
          refusals.push(`${method} ${path} (${key ?? "no key"}): ${last}`);
          return false;
        }
      } catch (error) {
        last = String(error);
      }
      retries += 1;
      await pause(100);
    }
    throw new WaitedTooLong(`${method} ${path} got no yes within ${PATIENCE_MS / 1000} s: ${last}`);
  }

  return { request, insist, refusals, retries: () => retries };
}

/** Runs `work` for each item, so many at a time. */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
