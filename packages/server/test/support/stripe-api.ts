import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The part of Stripe's REST API that we read: it has objects, and its answers can be set. */
export interface StripeApi {
  readonly baseUrl: string;
  /** The requested paths, in order. */
  readonly asked: readonly string[];
  /** Adds this object to an account, or replaces it. Without an account it is the key's own. */
  put(
    path: "payment_intents" | "checkout/sessions" | "identity/verification_sessions",
    object: object,
    account?: string,
  ): void;
  /** Answers with these refunds or disputes when those of a charge are asked for. */
  putList(path: "refunds" | "disputes", charge: string, objects: readonly object[]): void;
  /** Answers every request with this status until the next call; `null` returns to normal answers. */
  failWith(status: number | "never" | null): void;
  close(): Promise<void>;
}

/** The key that its callers must send. */
export const STRIPE_API_KEY = "sk_test_the-key-of-these-tests";

/** Starts one on loopback. */
export async function startStripeApi(): Promise<StripeApi> {
  const objects = new Map<string, object>();
  const asked: string[] = [];
  let failure: number | "never" | null = null;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://stripe.test");
    asked.push(url.pathname);
    const account = request.headers["stripe-account"] ?? "";
    const charge = url.searchParams.get("charge");
    const key = `${account}${url.pathname}${charge === null ? "" : `?charge=${charge}`}`;
    if (failure === "never") return;
    const isLetIn = request.headers.authorization === `Bearer ${STRIPE_API_KEY}`;
    const object = objects.get(key);
    const status = failure ?? (isLetIn ? (object === undefined ? 404 : 200) : 401);
    const error = { type: status === 404 ? "invalid_request_error" : "api_error", message: "No" };
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(status === 200 ? object : { error }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    asked,
    put(path, object, account = "") {
      const id = "id" in object ? String(object.id) : "";
      objects.set(`${account}/v1/${path}/${id}`, object);
    },
    putList(path, charge, data) {
      const list = { object: "list", data, has_more: false, url: `/v1/${path}` };
      objects.set(`/v1/${path}?charge=${charge}`, list);
    },
    failWith(status) {
      failure = status;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
