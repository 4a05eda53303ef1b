import assert from "node:assert/strict";
import { Orchestration } from "@followthrough/core/contract";
import { z } from "zod";
import type { App } from "../../src/platform/http/routing.ts";

/** The API key in every test. */
export const API_KEY = "ft_the-key-of-these-tests";

const API = "/api/v1";

/** An answer, with its body parsed if it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

type Headers = Readonly<Record<string, string>>;

/** Calls the app as a caller with the right key. Paths are below `/api/v1`. */
export interface Api {
  get(path: string, headers?: Headers): Promise<Answer>;
  put(path: string, body: unknown, headers?: Headers): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Headers): Promise<Answer>;
  /** Reports an order that goes through all stages; `changes` overrides. */
  putOrder(orderId: string, changes?: Readonly<Record<string, unknown>>): Promise<Answer>;
  putMember(memberId: string, changes?: Readonly<Record<string, unknown>>): Promise<Answer>;
  putOrderUpdates(memberId: string, orderUpdates: boolean): Promise<Answer>;
  postEvent(
    orderId: string,
    event: Readonly<Record<string, unknown>>,
    headers?: Headers,
  ): Promise<Answer>;
  /** Reads an order's orchestration. Throws if there is none. */
  read(orderId: string): Promise<Orchestration>;
}

const Problem = z.object({ code: z.string() });

/** The code of a problem; `null` for any other answer. */
export function codeOf({ headers, body }: Answer): string | null {
  const isProblem = String(headers["content-type"]).startsWith("application/problem+json");
  return isProblem ? Problem.parse(body).code : null;
}

/** @param app built, without a port */
export function createApi(app: App): Api {
  async function ask(
    method: "GET" | "PUT" | "POST",
    path: string,
    body: unknown,
    headers: Headers = {},
  ): Promise<Answer> {
    const {
      statusCode,
      headers: answered,
      payload,
    } = await app.inject({
      method,
      url: `${API}${path}`,
      headers: { "x-api-key": API_KEY, ...headers },
      ...(body === undefined ? {} : { payload: z.record(z.string(), z.unknown()).parse(body) }),
    });
    const isJson = payload !== "" && String(answered["content-type"]).includes("json");
    return { status: statusCode, headers: answered, body: isJson ? JSON.parse(payload) : payload };
  }

  const put: Api["put"] = (path, body, headers) => ask("PUT", path, body, headers);
  return {
    get: (path, headers) => ask("GET", path, undefined, headers),
    put,
    post: (path, body, headers) => ask("POST", path, body, headers),
    putOrder: (orderId, changes = {}) =>
      put(`/orders/${orderId}`, { ...ORDER, items: itemsOf(changes), ...changes }),
    putMember: (memberId, changes = {}) =>
      put(`/members/${memberId}`, {
        email: `${memberId}@shoppers.example`,
        name: "Ada Voss",
        ...changes,
      }),
    putOrderUpdates: (memberId, orderUpdates) =>
      put(`/members/${memberId}/notification-preferences`, { orderUpdates }),
    postEvent: (orderId, event, headers) =>
      ask("POST", `/checkout/orchestrations/${orderId}/events`, event, headers),
    async read(orderId) {
      const answer = await ask("GET", `/checkout/orchestrations/${orderId}`, undefined);
      const orchestration = Orchestration.parse(answer.body);
      // The answer is not encoded by its schema, so nothing would leave out what the contract doesn't name.
      assert.deepStrictEqual(answer.body, orchestration);
      return orchestration;
    },
  };
}

const ORDER = {
  orderNumber: "1042",
  memberId: "ada",
  total: { amount: 18_900, currency: "EUR" },
};

const Priced = z.object({ total: z.object({ currency: z.string() }) });

/** One line, in the currency of the order. */
function itemsOf(changes: Readonly<Record<string, unknown>>) {
  const currency = Priced.safeParse(changes).data?.total.currency ?? ORDER.total.currency;
  return [{ title: "Oak stool", quantity: 1, unitPrice: { ...ORDER.total, currency } }];
}
